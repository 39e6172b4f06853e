@main struct B { static func main() { print(1) } }
