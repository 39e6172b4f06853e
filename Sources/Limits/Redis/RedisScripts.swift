/// The limiter's steps, each one script: atomic on the server, by the server's clock. Times are in microseconds.
enum RedisScripts {
    /// GCRA. Keys: the client's bucket. Arguments: microseconds per request, bucket size in requests.
    /// Answers 0, or the microseconds to wait.
    static let rate = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local interval, size = tonumber(ARGV[1]), tonumber(ARGV[2])
        local full = tonumber(redis.call('GET', KEYS[1]) or 0)
        local next = math.max(full, now) + interval
        local wait = next - now - interval * size
        if wait > 0 then return wait end
        redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000))
        return 0
        """

    /// Keys: the client's streams, a prefix of the days' token counts. Arguments: the ticket's id, most streams, seconds after which a place
    /// is given up as lost with its holder, tokens to reserve, tokens a day (-1: no limit).
    /// Answers {0, day}, {1, 0} for too many streams, {2, seconds to midnight UTC} for an empty budget.
    static let stream = """
        local now = tonumber(redis.call('TIME')[1])
        local day = math.floor(now / 86400)
        local lost, tokens, limit = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
        if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return {1, 0} end
        local account = KEYS[2] .. day
        local used = tonumber(redis.call('GET', account) or 0)
        if limit >= 0 and (used >= limit or used + tokens > limit) then return {2, 86400 - now % 86400} end
        redis.call('ZADD', KEYS[1], now + lost, ARGV[1])
        redis.call('EXPIRE', KEYS[1], lost)
        redis.call('INCRBY', account, tokens)
        redis.call('EXPIRE', account, 172800)
        return {0, day}
        """

    /// Keys: the client's streams, the day's token count. Arguments: the ticket's id, tokens used beyond the reserve (may be negative).
    static let settle = """
        redis.call('ZREM', KEYS[1], ARGV[1])
        if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('INCRBY', KEYS[2], ARGV[2]) end
        return 0
        """
}
