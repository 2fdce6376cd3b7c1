house-name = Wutong
skip-to-content = Skip to content
breadcrumb-label = You are here
menu-label = Main menu
sign-in = Sign in
sign-out = Sign out
close = Close
type-size-label = Type size
type-size-larger = Larger type
type-size-normal = Normal type
type-size-smaller = Smaller type
browser-ok = OK
browser-cancel = Cancel
browser-zoom-in = Zoom in
browser-zoom-out = Zoom out
browser-island-failed = The drawing did not work; the table or list beside it holds the same data.
browser-request-failed = The server could not be reached, so nothing was updated. Please try again later.
as-of-notice = This page shows how things stood on { $day }.
as-of-today = Back to today
light-green = On track
light-amber = At risk
light-red = Behind
light-unknown = Unknown
form-errors = Some answers need correcting
download-xlsx = Export XLSX
pager-label = Pages
pager-previous = Previous
pager-next = Next
pager-exactly = { $first }–{ $last } of { $count }
pager-beyond = Nothing on this page; { $count } in all
pager-more-than = { $first }–{ $last } of more than { $count }
chart-as-table = View as a table
difference-field = Field
stale-current = What stands now
stale-yours = What you wrote
stale-over-it = I have seen it: save what I wrote
error-back = Back to my work
error-as-of-public = The zone decides which day its public pages show; they cannot show { $given }. Open the address without as_of.
error-as-of-future = { $given } has not come yet: nobody knows how things will stand. Choose today or a day before.
error-as-of = “{ $given }” is not a day. Write it like 2020-08-20.
error-not-found-title = Not found
error-not-found-advice = There is no such page, or it is not open to you. Check the address.
error-forbidden-title = Not allowed
error-forbidden-advice = Your role cannot open this page. Ask an administrator if you need it.
error-sign-in-title = Sign in first
error-sign-in-advice = You can go on once you have signed in.
error-change-password-title = Change the password first
error-change-password-advice = A one-time password serves only to set your own.
error-expired-title = The form has expired
error-expired-advice = This form was sent before, or was open for too long. Go back, reload the page and send it again.
error-malformed-title = Malformed request
error-malformed-advice = What the browser sent could not be read. Go back and try again.
error-too-large-title = Too large
error-too-large-advice = At most { $limit } MB are taken. Split the file and upload the parts.
error-bad-value-title = Bad address
error-bad-value-advice = A part of the address could not be read.
error-stale-title = Somebody else was faster
error-stale-advice = While you were writing, somebody saved a change; yours was not written. Below is what differs. When you have seen it, you may still save what you wrote, or drop it.
error-closed-title = Restarting
error-closed-advice = The system is restarting. Try again in a moment; what you sent was not written.
error-internal-title = Something went wrong
error-internal-advice = The cause is in the log and nothing was written. Try again later; if it happens again, tell an administrator the time.
unit-cny = CNY
unit-cny-large = million CNY
unit-cny-huge = billion CNY
unit-count = items
unit-share = %
unit-m2 = m²
unit-mu = mu
unit-day = days
unit-m3 = m³
unit-kwh = kWh
unit-t = t
unit-kg = kg
unit-flag = yes or no
unit-date = date
figure-yes = yes
figure-no = no
unknown-fact = the fact { $fact } is not known
unknown-no-records = nothing was recorded yet
unknown-division-by-zero = division by zero
unknown-not-a-number = the result is not a number
expression-empty = the expression is empty
expression-too-long = the expression has { $length } characters; at most { $limit } are taken
expression-too-deep = character { $at }: more than { $limit } levels of parentheses or signs
expression-unfinished = the expression is not finished
expression-syntax = character { $at }: { $found } cannot stand here
expression-not-allowed = character { $at }: { $what ->
    [loop] loops
    [list] lists
    [map] maps
    [text] texts
    [index] indexes
    [null] null
   *[other] { $what }
} cannot be used in a measure
expression-unknown-fact = character { $at }: there is no fact { $name }
expression-unknown-fact-near = character { $at }: there is no fact { $name }; did you mean { $suggestion }?
expression-unit-mismatch = character { $at }: { $left } and { $right } do not go together
expression-wrong-type = character { $at }: { $expected ->
    [number] a number
    [flag] yes or no
   *[date] a date
} is needed here, this is { $found ->
    [number] a number
    [flag] yes or no
   *[date] a date
}
expression-wrong-count = character { $at }: { $function } takes { $takes } values
expression-wrong-result = the result is { $found ->
    [number] a number
    [flag] yes or no
    [date] a date
   *[other] in { $found }
}, the measure in { $expected }
measure-missing = fill in this field
measure-text = more than 200 characters, or one that cannot be seen
measure-id = “{ $given }” cannot be an id: use 1 to 60 lower-case letters, digits, dots, hyphens or underscores
measure-unit = “{ $given }” is not a unit; use count, share, cny, m2, mu, day, m3, kwh, t, kg, flag, or a quotient such as cny/mu
measure-date-unit = a date has no target; use days, or yes or no
measure-direction = choose a direction
measure-number = “{ $given }” is not a number; write it like 0.6, 60% or 1200000
measure-day = “{ $given }” is not a day; write it like 2020-08-20
measure-half-baseline = a baseline has a value and a day; fill in both or neither
measure-due-before-baseline = must lie after the day of the baseline
measure-amber = must lie between 0 and 0.5
gantt-today = today
gantt-year = { $year }
gantt-quarter = Q{ $quarter }
gantt-day = Stage or day
documents = Files handed in
documents-none = Nothing has been handed in yet.
document-new = Hand in a file
document-kind = Kind of document
document-kind-missing = Say what kind of document it is.
document-file = File
document-file-help = At most { $limit } MB. { $accepted }.
document-file-missing = Choose a file.
document-hand-in = Hand in
document-new-version = Hand in a new version
document-version = Version { $version }
document-older = { $count ->
    [one] 1 older version
   *[other] { $count } older versions
}
document-save = Save { $name }
document-scan-clean = No virus found
document-take-back = Take back
document-take-back-do = Take this version back
document-reason = Reason
document-reason-missing = Say why, in 500 characters at most.
document-same = The newest version has the very same content.
document-refused-empty = The file is empty.
document-refused-too-large = The file is larger than { $limit } MB. Make it smaller or split it.
document-refused-other-type = “{ $name }”: files of this kind are not taken. Taken are { $accepted }.
document-refused-other-content = The name says { $named }, but the content is { $found }. Save the file anew in the right format.
document-refused-macros = The document holds macros. Save it without macros and hand it in again.
document-refused-bomb = The document is packed so densely that it is not safe to open. Save it anew and hand it in again.
document-refused-infected = The virus scanner found something in the file. It was not kept.
document-refused-not-scanned = The virus scanner does not answer at the moment, so the file was not kept. Try again later.
document-refused-unkept = The file could not be kept. Try again later.
flash-document-handed-in = The document was handed in.
flash-document-taken-back = The version was taken back.
verb-attachment-added = Document handed in
verb-attachment-replaced = New version of a document handed in
verb-attachment-removed = Document taken back
verb-attachment-restored = Document loaded
search = Search
search-label = Search projects, policies and articles
search-public-label = Search this site
search-hint = Words, names, numbers: several words must all be found.
search-nothing = Nothing found
search-nothing-advice = Try fewer or shorter words.
search-all-of-kind = { $kind }: all { $count }
search-all-kinds = All kinds
related = What belongs to it
search-kind-article = Public articles
accessible-mode-on = Accessible mode
accessible-mode-off = Leave accessible mode
print-numerals = 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
print-numbered = { $number }. { $title }
print-page-number = Page { $page } of { $pages }
print-no-font = This machine has no Chinese font to print a PDF with
print-no-font-advice = Whoever runs the house installs one (Debian: apt install fonts-noto-cjk) or names the files in the setting fonts, and starts it again. DOCX needs no font: it can be had now.
print-docx = Download DOCX
error-invalid-token-title = The access token is not valid
error-invalid-token-advice = It is wrong, has ended or was revoked, or its owner's account is closed or must choose a new password. Make another one at /account/tokens.
error-out-of-reach-title = The access token does not reach so far
error-out-of-reach-advice = It reads only, or is held to other parts of the API. Make one that reaches as far as is needed.
error-other-method-title = This address cannot be opened by itself
error-other-method-advice = It only takes what a form on a page sends. Go there by its page (programs: see the Allow header).
api-stale = Somebody else was faster: the record is at version { $version } now. Read it again.
api-key-reused = This Idempotency-Key was used for another change. Send a new one.
api-json = Changes are sent as application/json.
api-octets = A file is sent as application/octet-stream.
api-key = Send a header Idempotency-Key of 8 to 64 letters, digits or hyphens: the same key is carried out once.
api-body = The body cannot be read.
api-query = The query of the address cannot be read.
api-too-large = At most { $limit } kB are taken.

table-too-many-bytes = The file is larger than { $max } MiB; divide it
table-too-many-rows = The file has more than { $max } rows; divide it
table-too-many-columns = Row { $row } has more than { $max } columns
table-cell-too-long = Row { $row } has a cell of more than { $max } characters
table-empty = The file is empty; its first row must name the columns
table-encoding = The text is in { $encoding }; save it as UTF-8 or GB18030
table-old-excel = This is an Excel file of before 2007 (.xls); save it as .xlsx or CSV
table-damaged = The spreadsheet cannot be read ({ $message }); open it in Excel and save it again
table-broken-quote = Line { $line }: a quotation mark is missing or too many; inside quotes it is written twice
table-missing-column = No column is named “{ $expected }”; the first row must name the columns
table-column-twice = The column “{ $header }” stands twice
table-header-unit = The column “{ $header }” must be in { $expected }
table-write = The file could not be made ({ $message })
