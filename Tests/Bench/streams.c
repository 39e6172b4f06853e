// Paced event streams for the relay benchmark: `streams serve` is an upstream that sends events at a fixed rate, `streams load` is the
// guests behind the proxy under test. Each event carries the time at which it was sent (CLOCK_MONOTONIC, one machine), so the guest's
// side can tell the added delay of every single event, and its number, so that a lost one is noticed.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 16384, MARK = 27, BATCH = 256 };  // MARK: length of `T`, 19 digits of time, `#`, 6 digits of number

typedef struct {
    int fd, seen, used;     // descriptor; events sent or seen; bytes in `buffer`
    bool streaming, done;   // upstream: a request is being answered; guest: the last event is in
    int64_t asked, due;     // guest: when the request was written; upstream: when the next event is due
    char *buffer;
} Stream;

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

static int arm(int poll, int fd, uint32_t events, void *data) {
    struct epoll_event event = {.events = events, .data.ptr = data};
    return epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}

static void tune(int fd) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

static int option(int count, char **words, const char *name, int otherwise) {
    for (int i = 0; i + 1 < count; i++)
        if (strcmp(words[i], name) == 0) return atoi(words[i + 1]);
    return otherwise;
}

static const char *text_option(int count, char **words, const char *name, const char *otherwise) {
    for (int i = 0; i + 1 < count; i++)
        if (strcmp(words[i], name) == 0) return words[i + 1];
    return otherwise;
}

// --- upstream -------------------------------------------------------------------------------------------------------------------------

// Streams that wait for their next event, in the order of their due time: the interval is the same for all, so a queue stays sorted.
static struct { Stream **slots; int head, count, size; } waiting;

static void enqueue(Stream *stream) {
    if (waiting.count == waiting.size) {
        int size = waiting.size ? waiting.size * 2 : 1024;
        Stream **slots = malloc(size * sizeof *slots);
        for (int i = 0; i < waiting.count; i++) slots[i] = waiting.slots[(waiting.head + i) % waiting.size];
        free(waiting.slots);
        waiting.slots = slots, waiting.head = 0, waiting.size = size;
    }
    waiting.slots[(waiting.head + waiting.count++) % waiting.size] = stream;
}

static void put_chunk(int fd, const char *data, int length) {
    char out[2048];
    int size = snprintf(out, sizeof out, "%x\r\n%.*s\r\n", length, length, data);
    if (write(fd, out, size) != size) shutdown(fd, SHUT_RDWR);  // the guest side counts what is missing
}

static void put_event(Stream *stream, int events, int padding) {
    char event[1536];
    int length = snprintf(event, sizeof event,
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-6-luna\",\"choices\":[{\"index\":0,"
        "\"delta\":{\"content\":\"T%019lld#%06d%*s\"},\"finish_reason\":null}]}\n\n", (long long)now(), stream->seen, padding, "");
    put_chunk(stream->fd, event, length);
    if (++stream->seen < events) return;
    static const char last[] =
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-6-luna\",\"choices\":[{\"index\":0,"
        "\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    put_chunk(stream->fd, last, sizeof last - 1);
    if (write(stream->fd, "0\r\n\r\n", 5) != 5) shutdown(stream->fd, SHUT_RDWR);
    stream->streaming = false;
}

// Whether a whole request (head and Content-Length body) is in the buffer.
static bool whole_request(Stream *stream) {
    stream->buffer[stream->used] = 0;
    char *end = strstr(stream->buffer, "\r\n\r\n");
    if (!end) return false;
    char *field = strcasestr(stream->buffer, "\ncontent-length:");
    return stream->used >= end + 4 - stream->buffer + (field && field < end ? atoi(field + 16) : 0);
}

// The first event goes out at once, so that a new stream's next one is the latest of all and the queue stays sorted.
static void answer(Stream *stream, int events, int padding, int64_t interval) {
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    if (write(stream->fd, head, sizeof head - 1) < 0) return;
    *stream = (Stream){.fd = stream->fd, .buffer = stream->buffer, .streaming = true, .due = now() + interval};
    put_event(stream, events, padding);
    if (stream->streaming) enqueue(stream);
}

static void drop(Stream *stream) {
    close(stream->fd);
    stream->fd = -1;
    if (!stream->streaming) free(stream->buffer), free(stream);
}

static int serve(int count, char **words) {
    int events = option(count, words, "--events", 200), padding = option(count, words, "--padding", 40);
    int64_t interval = 1000000000LL / option(count, words, "--rate", 40);
    int listener = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (void *)&address, size) || listen(listener, 4096)) die("listen");
    getsockname(listener, (void *)&address, &size);
    tune(listener);
    arm(poll, listener, EPOLLIN, NULL);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);

    struct epoll_event ready[BATCH];
    while (true) {
        int64_t wait = waiting.count ? waiting.slots[waiting.head]->due - now() : 1000000000LL;
        struct timespec timeout = {.tv_sec = wait > 0 ? wait / 1000000000LL : 0, .tv_nsec = wait > 0 ? wait % 1000000000LL : 0};
        int number = epoll_pwait2(poll, ready, BATCH, &timeout, NULL);
        for (int i = 0; i < number; i++) {
            Stream *stream = ready[i].data.ptr;
            if (!stream) {
                for (int fd; (fd = accept(listener, NULL, NULL)) >= 0;) {
                    tune(fd);
                    Stream *made = calloc(1, sizeof *made);
                    made->fd = fd, made->buffer = malloc(BUFFER + 1);
                    arm(poll, fd, EPOLLIN, made);
                }
                continue;
            }
            ssize_t got = read(stream->fd, stream->buffer + stream->used, BUFFER - stream->used);
            if (got == 0 || (got < 0 && errno != EAGAIN)) drop(stream);
            else if (got > 0 && (stream->used += got, whole_request(stream))) answer(stream, events, padding, interval);
        }
        while (waiting.count && waiting.slots[waiting.head]->due <= now()) {
            Stream *stream = waiting.slots[waiting.head];
            waiting.head = (waiting.head + 1) % waiting.size, waiting.count--;
            if (stream->fd < 0) { stream->streaming = false, free(stream->buffer), free(stream); continue; }
            put_event(stream, events, padding);
            stream->due += interval;
            if (stream->streaming) enqueue(stream);
        }
    }
}

// --- guests ---------------------------------------------------------------------------------------------------------------------------

static int64_t *delays, *first;
static int delay_count, first_count, delay_room;

static void note_delay(int64_t delay) {
    if (delay_count == delay_room) delays = realloc(delays, (delay_room = delay_room ? delay_room * 2 : 1 << 20) * sizeof *delays);
    delays[delay_count++] = delay;
}

// Reads the marks out of what came; a mark that is cut by the end of the buffer waits for the next read.
static void scan(Stream *stream, int64_t at) {
    char *from = stream->buffer, *end = stream->buffer + stream->used;
    *end = 0;
    for (char *mark; (mark = memchr(from, 'T', end - from));) {
        if (end - mark < MARK) { from = mark; break; }
        from = mark + 1;
        if (mark[20] != '#' || strspn(mark + 1, "0123456789") != 19) continue;
        if (stream->seen++ == 0) first[first_count++] = at - stream->asked;
        note_delay(at - atoll(mark + 1));
        from = mark + MARK;
    }
    char *done = strstr(stream->buffer, "[DONE]");
    if (done) stream->done = true;
    int keep = end - from < 64 ? end - from : 64;  // enough for a cut mark or a cut [DONE]
    if (end - from > keep) from = end - keep;
    memmove(stream->buffer, from, stream->used = end - from);
}

static int open_stream(int poll, Stream *stream, int port, const char *request, int length) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    *stream = (Stream){.fd = socket(AF_INET, SOCK_STREAM, 0), .buffer = stream->buffer};
    if (connect(stream->fd, (void *)&address, sizeof address)) return -1;
    tune(stream->fd);
    stream->asked = now();
    if (write(stream->fd, request, length) != length) return -1;
    return arm(poll, stream->fd, EPOLLIN, stream);
}

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static double percentile(int64_t *values, int count, double part) {
    return count ? values[(int)((count - 1) * part)] / 1000.0 : -1;
}

static int load(int count, char **words) {
    int port = option(count, words, "--port", 0), streams = option(count, words, "--streams", 500);
    int events = option(count, words, "--events", 200), rounds = option(count, words, "--rounds", 1);
    int seconds = option(count, words, "--seconds", 60), ramp = option(count, words, "--ramp-us", 1000);
    char body[512];
    snprintf(body, sizeof body, "{\"model\":\"%s\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}",
        text_option(count, words, "--model", "gpt-6-luna"));
    char request[2048];
    int length = snprintf(request, sizeof request,
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n%sContent-Length: %zu\r\n"
        "Connection: close\r\n\r\n%s", text_option(count, words, "--path", "/"), port, text_option(count, words, "--fields", ""), strlen(body), body);
    int poll = epoll_create1(0), failed = 0, alive = 0, begun = 0, total = streams * rounds;
    Stream *all = calloc(streams, sizeof *all);
    for (int i = 0; i < streams; i++) all[i].fd = -1, all[i].buffer = malloc(BUFFER + 1);
    first = calloc(total, sizeof *first);
    int64_t end = now() + seconds * 1000000000LL, next = now();
    long received = 0;
    struct epoll_event ready[BATCH];

    while ((begun < total || alive) && now() < end) {
        for (int i = 0; i < streams && begun < total && next <= now(); i++) {
            if (all[i].fd >= 0) continue;
            begun++, next += ramp * 1000LL;
            if (open_stream(poll, &all[i], port, request, length) == 0) alive++;
            else failed++, close(all[i].fd), all[i].fd = -1;
        }
        int number = epoll_wait(poll, ready, BATCH, begun < total ? 1 : 100);
        int64_t at = now();
        for (int i = 0; i < number; i++) {
            Stream *stream = ready[i].data.ptr;
            ssize_t got = read(stream->fd, stream->buffer + stream->used, BUFFER - stream->used);
            if (got < 0 && errno == EAGAIN) continue;
            if (got > 0) stream->used += got, scan(stream, at);
            if (got > 0 && !stream->done) continue;
            received += stream->seen, failed += stream->seen == 0, alive--;
            close(stream->fd), stream->fd = -1;
        }
    }
    for (int i = 0; i < streams; i++) received += all[i].fd >= 0 ? all[i].seen : 0;
    qsort(delays, delay_count, sizeof *delays, by_value);
    qsort(first, first_count, sizeof *first, by_value);
    printf("{\"events\":%ld,\"lost\":%ld,\"failed\":%d,\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f,\"first_p50_us\":%.1f,\"first_p99_us\":%.1f}\n",
        received, (long)total * events - received, failed, percentile(delays, delay_count, .5), percentile(delays, delay_count, .99),
        percentile(delays, delay_count, 1), percentile(first, first_count, .5), percentile(first, first_count, .99));
    return 0;
}

int main(int count, char **words) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    signal(SIGPIPE, SIG_IGN);
    if (count > 1 && strcmp(words[1], "serve") == 0) return serve(count, words);
    if (count > 1 && strcmp(words[1], "load") == 0) return load(count, words);
    fprintf(stderr, "usage: streams serve [--rate N] [--events N] [--padding N]\n"
                    "       streams load --port N --path P [--streams N] [--events N] [--rounds N] [--seconds N] [--fields LINES] [--model M]\n");
    return 64;
}
