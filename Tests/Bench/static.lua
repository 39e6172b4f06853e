-- Requests as browsers vary them: file, agent, language, order of codings and a cookie differ from one to the next.
local files, requests = {}, {}
local agents = { "Mozilla/5.0 (X11; Linux x86_64) Chrome/149.0", "Mozilla/5.0 (Macintosh) Safari/605.1.15", "Mozilla/5.0 (Windows NT 10.0) Firefox/148.0" }
local codings = { "gzip, deflate, br, zstd", "gzip, deflate, br", "gzip,deflate" }
local at = 0

function init(arguments)
  local each = tonumber(arguments[1])
  local hosts, cookie, query, tag = 0, "", "", nil
  for i = 2, #arguments do
    local argument = arguments[i]
    if argument:sub(1, 1) == "/" then files[#files + 1] = argument
    elseif argument:sub(1, 6) == "hosts:" then hosts = tonumber(argument:sub(7))
    elseif argument:sub(1, 4) == "tag:" then tag = argument:sub(5)
    elseif argument == "cookie" then cookie = "; c=" .. string.rep("x", 1000)
    elseif argument == "query" then query = "?v=" end
  end
  for i = 1, 240 do
    local fields = {
      ["User-Agent"] = agents[i % #agents + 1],
      ["Accept-Encoding"] = codings[i % #codings + 1],
      ["Accept"] = "*/*",
      ["Accept-Language"] = i % 2 == 0 and "en-GB,en;q=0.9" or "uk,ru;q=0.8,en;q=0.5",
      ["Cookie"] = "session=" .. i * 7919 .. cookie,
      ["Sec-Fetch-Mode"] = "no-cors",
    }
    if each > 0 and i % each == 0 then fields["Connection"] = "close" end
    if hosts > 0 then fields["Host"] = "hotel-" .. i % hosts .. ".example" end
    if tag then fields["If-None-Match"] = tag end
    requests[i] = wrk.format("GET", files[i % #files + 1] .. (query ~= "" and query .. i or ""), fields)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  io.write(string.format('{"requests":%d,"errors":%d,"p50_us":%d,"p99_us":%d}\n', summary.requests,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
