-- Each request moves another lead on. wrk runs this once per thread; the threads take turns at the lines.
local threads = 0
function setup(thread)
  thread:set("turn", threads)
  threads = threads + 1
end

local ids, at = {}, 0
function init()
  for id in io.lines("{file}") do ids[#ids + 1] = id end
  math.randomseed(os.time() + turn)
  at = turn - 1
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Cookie"] = "{cookie}"
end

function request()
  at = at + 2
  local id = ids[at]
  wrk.headers["Idempotency-Key"] = id
  return wrk.format(nil, "/qinshui/api/projects/" .. id .. "/advance", nil,
    '{"version":1,"stage":"contact","stage_since":"2020-08-20"}')
end
