-- Each request asks for another page of the list, so that nothing is remembered.
local page = 0
function request()
  page = page % 1900 + 1
  return wrk.format("GET", "{path}&page=" .. page, { Cookie = "{cookie}" })
end
