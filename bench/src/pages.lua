-- Each request asks for another page of another list, so that nothing is remembered: the first 10,000 projects of eight
-- stages, which are all that the pager counts. wrk runs this once per thread; the threads begin at different stages.
local stages = { "lead", "contact", "negotiation", "signed", "started", "under_construction", "in_production", "full_benefit" }
local pages, threads = 200, 0
function setup(thread)
  thread:set("at", threads * pages * #stages / 2)
  threads = threads + 1
end

function request()
  at = at + 1
  local list = "{path}?sort=-total_investment_cny&stage=" .. stages[math.floor(at / pages) % #stages + 1]
  return wrk.format("GET", list .. "&page=" .. at % pages + 1, { Cookie = "{cookie}" })
end
