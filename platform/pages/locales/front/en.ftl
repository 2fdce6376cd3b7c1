menu-work = My work
menu-people = People and organisations
menu-journal = Journal

flash-saved = Saved.
flash-password-changed = The password is changed; you are signed out everywhere else.
flash-second-step-on = The second step is on.
flash-second-step-off = The second step is off.
flash-sessions-ended = You are signed out everywhere.

save = Save
filter = Filter
filter-none = Clear filter
filter-text = Search
wait-until = Too many failed attempts. Wait about { $minutes } min and try again after { $moment }.

sign-in-wrong = Login or password is wrong.
sign-in-code-needed = This account has a second step. Enter the password again, and the code from your phone.
sign-in-code-help = Only for accounts with a second step.

field-login = Login
field-name = Name
field-person = Name
field-name-zh = Chinese name
field-name-en = English name
field-organisation = Organisation
field-post = Post
field-email = E-mail
field-language = Language
field-role = Role
field-roles = Roles
field-state = State
field-source = Source
field-kind = Kind
field-id = Id
field-credit-code = Unified social credit code
field-password = Password
field-password-current = Current password
field-password-new = New password
field-password-again = New password again
field-code = Code
field-second-step = Second step
field-must-change-password = Must change password
field-disabled = Disabled
field-version = Version
field-address = Network address
field-sessions = Sessions
field-notices = Notices
field-demo = Note of the demo

language-zh-CN = 中文
language-en = English

role-administrator = Administrator
role-auditor = Auditor
organisation-kind-bureau = Bureau of the committee
organisation-kind-enterprise = Enterprise
organisation-kind-public = The public

own-account = My account
own-account-note = Name, organisation, post and roles are kept by an administrator.
no-roles = No roles
safety = Signing in
change-password = Change password
password-help = At least 10 characters; not the login.
password-not-the-same = The two new passwords differ.
password-too-short = A password has at least 10 characters.
password-too-long = A password has at most 200 characters.
password-guessable = This password is too easy to guess; choose another.
password-unchanged = The new password is the current one; choose another.
end-own-sessions = Sign out everywhere
end-own-sessions-question = You will be signed out on all devices, here too. Go on?

second-step = Second step
second-step-is-on = The second step is on: signing in asks for a code from your phone besides the password.
second-step-is-off = The second step is off.
second-step-lead = Scan the picture with an authenticator app on your phone, then enter the six digits that it shows.
second-step-picture = QR code for an authenticator app; the secret below can be typed instead
second-step-by-hand = If you cannot scan it, type this secret:
second-step-code-help = Six digits that change every 30 seconds; each works once.
second-step-switch-on = Switch the second step on
second-step-switch-off = Switch the second step off

people = People
organisations = Organisations
add-person = Add a person
add-organisation = Add an organisation
nobody-found = Nothing fits the filter
nobody-found-advice = Ask for less.
account-in-use = In use
account-disabled = Disabled
account-one-time-password = One-time password
login-help = Begins with a lower-case letter; lower-case letters, digits, dots, hyphens. Never changes.
credit-code-help = 18 characters; leave it empty where it is not known.
roles-help = Saving the roles signs the person out everywhere.
save-roles = Save roles
reset-password = Reset password
reset-password-question = Make a new one-time password for { $name }? The person is signed out everywhere.
disable-account = Disable account
disable-account-question = Disable the account of { $name }? The person is signed out everywhere; the records stay.
enable-account = Enable account
end-sessions = Sign out everywhere
remove-second-step = Take off the second step
remove-second-step-question = Take the second step off the account of { $name }? Make sure that it is the owner who lost the phone.
one-time-password = One-time password
one-time-password-lead = The account { $login } can sign in with this one-time password:
one-time-password-advice = It is shown this once. Tell it to the person face to face or by telephone; it must be changed at the first sign-in.
back-to-person = To the person

refused-unknown-role = There is no role “{ $role }”.
refused-unknown-organisation = There is no such organisation; add it first.
refused-login-taken = The login { $login } is taken; choose another.
refused-id-taken = The id { $id } is taken; choose another.
refused-code-taken = This credit code belongs to the organisation { $other }.
refused-last-administrator = This is the zone's last administrator; make somebody else one first.
refused-wrong-password = The password is wrong.
refused-wrong-code = The code is wrong or was used before; wait for the next one.
refused-second-step-on = The second step is on already; switch it off first.

flaw-empty = Fill this in.
flaw-too-long = At most { $most } characters.
flaw-invisible = It holds a character that cannot be seen; type it again.
flaw-formula = It must not begin with = + - or @, which a spreadsheet takes for a formula.
flaw-email = This is not an e-mail address.
flaw-language = Choose Chinese or English.
flaw-key = 2 to 40 lower-case letters, digits, dots, hyphens or underscores, beginning with a letter; not public or new.
flaw-kind = Choose a kind.
flaw-credit-code-length = A unified social credit code has 18 characters; this has { $got }.
flaw-credit-code-character = Codes have no “{ $found }”; see character { $position }.
flaw-credit-code-check = The check character does not fit; a character is mistyped.

work = My work
work-late = Late
work-soon = Due soon
work-all = All
work-light = State
work-what = What
work-why = Why
work-due = Due
work-nothing = Nothing waits for you
work-nothing-advice = What comes up appears here.
notices = Notices
notices-none = No notices.
notices-mark-read = Mark all as read
notice-new = New

journal = Journal
journal-lead = Every change stands here: who, when, and what. The entries are chained, so that an alteration shows.
journal-of-this = Changes
journal-nothing = No entry fits the filter
journal-entry = Journal entry { $sequence }
journal-sequence = No.
journal-at = Time
journal-actor = Who
journal-actor-help = A login; what the program does by itself is system:NAME.
journal-on-behalf-of = On behalf of
journal-verb = What was done
journal-subject = To what
journal-kind = Kind of record
journal-id = Id of record
journal-from = From
journal-to = To
journal-change = The change
journal-before = Before
journal-after = After
journal-no-content = This entry notes the deed alone.
journal-chain = Chain
journal-previous = Hash of the entry before
journal-hash = Hash of this entry
actor-system = The program
actor-public = Somebody not signed in

subject-account = Account
subject-organisation = Organisation
subject-zone = Zone
subject-login-failure = Failed sign-in
verb-zone-created = Zone created
verb-zone-edited = Zone edited
verb-organisation-added = Organisation added
verb-organisation-edited = Organisation edited
verb-account-added = Account added
verb-account-edited = Account edited
verb-account-roles-changed = Roles changed
verb-account-disabled = Account disabled
verb-account-enabled = Account enabled
verb-account-first-administrator = First administrator made
verb-account-language-chosen = Language chosen
verb-account-password-chosen = Own password chosen
verb-account-password-reset = Password reset
verb-account-password-changed = Password changed
verb-account-password-refused = Wrong password
verb-account-code-refused = Wrong code
verb-account-second-step-changed = Second step changed
verb-session-started = Signed in
verb-session-ended = Signed out
verb-session-all-ended = Signed out everywhere
verb-notice-read = Notices read
notice-mail =
    { $name },

    { $text }

    { $link }
