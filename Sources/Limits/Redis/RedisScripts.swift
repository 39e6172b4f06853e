/// The limiter's steps, each one script: atomic on the server, by the server's clock. Times are in microseconds where nothing else is said.
///
/// Every key is declared and has the same hash tag, so that a cluster keeps all of them in one slot (R-H5).
enum RedisScripts {
    /// In front of every key.
    static let prefix = "{bellhop}:"

    /// Seconds for which a place is taken; its holder renews it, so that one lost with its holder is free again after them (R-H4).
    static let lease = 30

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

    /// Keys: the client's streams, the day's tokens. Arguments: the ticket's id, most streams, seconds of the lease, tokens to reserve,
    /// tokens a day (-1: no limit).
    /// Answers {0, day}, {1, 0} for too many streams, {2, seconds to midnight UTC} for an empty budget.
    static let stream = """
        local now = tonumber(redis.call('TIME')[1])
        local day = string.format('%.0f', math.floor(now / 86400))
        local lease, tokens, limit = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
        if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return {1, 0} end
        local account = redis.call('HMGET', KEYS[2], 'day', 'used')
        local used = account[1] == day and tonumber(account[2]) or 0
        if limit >= 0 and (used >= limit or used + tokens > limit) then return {2, 86400 - now % 86400} end
        redis.call('ZADD', KEYS[1], now + lease, ARGV[1])
        redis.call('EXPIRE', KEYS[1], lease)
        redis.call('HSET', KEYS[2], 'day', day, 'used', string.format('%.0f', used + tokens))
        redis.call('EXPIRE', KEYS[2], 172800)
        return {0, tonumber(day)}
        """

    /// Keys: for each place its client's streams. Arguments: seconds of the lease, then each ticket's id.
    /// A place that the store has lost is taken anew: its stream still runs.
    static let renew = """
        local now = tonumber(redis.call('TIME')[1])
        for index, key in ipairs(KEYS) do
          redis.call('ZADD', key, now + tonumber(ARGV[1]), ARGV[index + 1])
          redis.call('EXPIRE', key, ARGV[1])
        end
        return 0
        """

    /// Keys: the client's streams, the day's tokens. Arguments: the ticket's id, its day, tokens used beyond the reserve (may be negative).
    static let settle = """
        redis.call('ZREM', KEYS[1], ARGV[1])
        if redis.call('HGET', KEYS[2], 'day') == ARGV[2] and redis.call('HINCRBY', KEYS[2], 'used', ARGV[3]) < 0 then
          redis.call('HSET', KEYS[2], 'used', 0)
        end
        return 0
        """
}
