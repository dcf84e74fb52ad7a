# Frame
console-name = Khiên
console-skip = Skip to the content
console-nav = Work pages
console-languages = Languages
console-nav-queue = Queue
console-nav-cases = Cases
console-nav-notices = Notices
console-nav-identity = Identity
console-nav-figures = Figures
console-nav-services = Directory
console-nav-roster = Roster
console-nav-states = States
console-nav-people = People
console-nav-teams = Teams and keys
console-nav-account = My account
console-sign-out = Sign out
console-needs-script = This page needs JavaScript: keys are made and opened in the browser, the server never sees them.
console-no-secure = This page does not come over HTTPS: the browser cannot keep keys between pages and asks for the passphrase each time.
console-back = Back
console-save = Save
console-none = None
console-not-known = Not known
console-yes = Yes
console-no = No
console-nobody = Nobody yet
console-page-next = Next page
console-page-first = First page
console-error-title = This did not work
console-error-safe = Nothing was changed. Go back, check and try again.
console-error-not-found = There is nothing here, or it is not open to you.
console-error-not-allowed = Your role does not allow this.
console-error-stale = Somebody was faster: look again, then decide.
console-error-forged = The signature does not fit; nothing was taken over.
console-error-unread = The server could not read what the browser sent.
console-error-foreign = This did not come from a page of this console.
console-error-field = Please correct “{ $field }”: { $problem }
console-error-not-now = Not possible now: { $problem }
console-error-code = No such code here: { $code }
console-error-store = It could not be written down. Nothing is lost; try again in a moment.
console-field-login = Login
console-field-desk-name = Desk name
console-field-mail = Mail address
console-field-totp-code = 6-digit code
console-field-team-name = Intake team
console-field-custodian-name = Custodian team
console-field-role = Role
console-field-teams = Teams
console-field-staff = Member
console-field-harms = What it is
console-field-main = Main one
console-field-days = Days
console-field-day = Day of the month
console-field-from = From
console-field-to = To
console-field-first-day = First day of leave
console-field-last-day = Last day of leave
console-field-service = Service
console-field-url = Address of the material
console-field-clock = Legal basis
console-field-lang = Language of the letter
console-field-id = Short name
console-field-name = Name
console-field-form = Their form
console-field-jurisdictions = Jurisdictions
console-field-other = What your browser sent

# Time
console-minutes = { $n } min
console-hours = { $n } h
console-days =
    { $n ->
     [one] { $n } day
     *[other] { $n } days
    }
console-left = { $time } left
console-over = { $time } late
console-hours-are = Hours are those of { $zone } (UTC{ $off }), unless UTC stands beside them.
console-today = today { $time }

# Sign-in
console-sign-in-title = Sign in
console-sign-in-why = The passphrase is worked on in this browser and does not leave it.
console-login = Login
console-passphrase = Passphrase
console-code = 6-digit code from your app
console-sign-in = Sign in
console-sign-in-refused = Login, passphrase or code is not right. A code works only once.
console-sign-in-slow = Several tries failed. Wait { $n } seconds and try again.

# Account part of set-up and join
console-setup-title = Set up Khiên
console-setup-intro = Four steps, about ten minutes. Have an authenticator app (TOTP) ready, and a place to keep paper away from the server.
console-join-title = Join
console-join-intro = You are invited as { $role }. Make your account; your keys are made on this device.
console-account-title = Your account
console-login-hint = Small letters, digits, dots or hyphens, 2 to 40.
console-mail = Mail for pages while on duty (optional)
console-mail-hint = It says only that somebody waits, nothing else.
console-desk-name = Desk name
console-desk-name-hint = Reporters see only this name, for example “Night desk”. Not your own name.
console-passphrase-hint = At least 12 characters; four or five random words are good. Nobody can get it back for you.
console-passphrase-again = Passphrase again
console-totp-title = Second factor
console-totp-how = Scan the picture with an authenticator app, or type this key into it, then type the 6 digits that it shows.
console-totp-qr = QR code for the authenticator app
console-totp-link = Open in an app on this device
console-teams-title = The first two teams
console-team-name = Intake team
console-team-name-hint = Reads reports and answers.
console-team-name-default = Intake
console-custodian-name = Custodian team
console-custodian-name-hint = Holds the other half of the envelope “who”: identity opens only for two people.
console-custodian-name-default = Custodians
console-kit-title = The off-line kit
console-kit-why = The root certifies teams. The server never holds it. Print it or save it to a stick, and lock it away.
console-kit-save = Save the file
console-kit-print = Print
console-kit-decline = I do not want a recovery key. If all who hold a team's key lose their passphrases, what was sealed to that team is lost for ever.
console-kit-tail = The last six characters of root-fingerprint
console-kit-tail-hint = Copy them from the print or the file: then you know that it is kept.
console-setup-finish = Finish set-up
console-join-finish = Make the account
console-token-gone = This address was used already or has expired.
console-token-gone-do = Ask an administrator for a new one.

# Roles and purposes
console-role-analyst = Analyst
console-role-supervisor = Supervisor
console-role-administrator = Administrator
console-role-officer = Desk officer
console-role-approver = Legal officer
console-role-auditor = Desk auditor
console-role-analyst-hint = Reads, answers, sends notices.
console-role-supervisor-hint = As an analyst; also agrees to identity, looks before destruction, sets the roster.
console-role-administrator-hint = Runs accounts, teams, the directory. Reads nothing sealed.
console-role-officer-hint = Drafts requests to other States and carries out those that were granted. Sees no report.
console-role-approver-hint = Approves and signs requests to other States, decides on theirs, introduces States. Sees no report.
console-role-auditor-hint = Sees who did what at the desk, and when. Opens nothing.

# Queue
console-queue-title =
    { $n ->
     [0] Nobody waits
     [one] { $n } person waits
     *[other] { $n } people wait
    }{ $now ->
     [0] {""}
     [one] ; { $now } needs someone now
     *[other] ; { $now } need someone now
    }
console-queue-filters = Filter the queue
console-filter-all = All
console-filter-mine = Mine and free
console-filter-free = Not taken
console-filter-child = Child
console-filter-now = Needed now
console-filter-sextortion = Sextortion
console-filter-deepfake = Deepfake
console-key-next = Next
console-key-previous = Previous
console-key-open = Open
console-key-take = Take
console-queue-why = Why it is here
console-queue-what = What
console-queue-who = Who
console-queue-clock = Clock
console-queue-since = Since
console-queue-number = No.
console-queue-empty = Reports that wait will stand here, the worst first. Nothing fits this filter now.
console-order-life = Life
console-order-contact = Contact
console-order-young = Young or dependent
console-order-spread = Spreading
console-order-waiting = Waiting
console-order-waiting-why = no more urgent reason
console-queue-duress = The duress code was used: somebody may be forced right now
console-burst = came in a burst; judge for yourself
console-taken-by = taken by { $who }
console-door-me = reports for themselves
console-door-other = told by another
console-door-saw = told by a bystander
console-new-message = wrote again
console-take = Take
console-take-label = Take report number { $n }

# Report
console-report-title = Report { $n }
console-report-told = What the reporter ticked
console-report-harms = What happened
console-report-danger = Danger
console-report-person = Person affected
console-report-relation = Alleged person
console-report-area = Province
console-report-platforms = Where
console-report-wanted = Wishes
console-report-permissions = Permissions
console-report-permissions-none = Nothing may be shared. Nobody outside this team may know.
console-report-contact = Safe contact
console-report-language = Language
console-report-reporter = Reporter
console-report-channel = Channel
console-channel-sealed = sealed in the browser
console-channel-page = sealed by the server (no script)
console-held-key = The server held this mailbox's key for a moment: the promise against forgery does not hold here.
console-reduced = The mailbox shows replies only: somebody else may see the device. Write as if they read along.
console-implicated = The reporter may be the alleged person. Their mailbox shows only “received” and “passed on”. Decide this when you classify.
console-withdrawn = The reporter withdrew it. All sharing has stopped; what is held is destroyed on { $day }.
console-erased = Deleted as the reporter asked. Only codes are left.
console-look-first = The reporter withdrew it. All sharing has stopped. Danger was stated, so nothing is destroyed by itself: a person looks first, and can destroy what is held from { $day }.
console-erase = I have looked; destroy it when due
console-duress = The duress code was used. Somebody else may hold the device.
console-sealed-what = What they wrote
console-sealed-files = Files
console-sealed-file = File { $n }
console-sealed-length = Sealed, size class { $class }
console-length-4 = a short text
console-length-16 = some pages
console-length-64 = long
console-length-more = { $kb } KB
console-open = Open: this is recorded
console-open-script = Opening needs JavaScript.
console-file-warning = Pictures and films stay blurred, films without sound, until you press; recordings play only when pressed. Each look is counted, for your own sake.
console-classify = Classify
console-classify-hint = The reporter's own codes stay beside it, unchanged.
console-classify-leave = Not assessed
console-classify-harms = What it is (one or more)
console-classify-main = Main one
console-classify-main-hint = One of those chosen.
console-classify-ai = Made by software
console-classify-age = Age band
console-classify-gender = Gender
console-classify-relation = Alleged person is
console-classify-implicated = The reporter is, or may be, the alleged person
console-classify-save = Save the classification
console-group-child = Children
console-group-adult = Women, adults
console-group-other = Other
console-choose = Choose
console-case-link = Case
console-case-open-new = Open a new case
console-case-join = Join a case
console-case-join-which = Number of an open case
console-case-of-report = Part of case { $n }
console-classify-first = Classify first, then open a case.
console-messages = Messages with the reporter
console-messages-none = No message yet. A first answer is short and warm, and says what happens next.
console-message-theirs = The reporter
console-reply-text = Write to the reporter
console-reply-hint = Sealed, and signed with your desk name. No why-questions, no blame, one question at a time.
console-reply-send = Seal and send
console-reply-stopped = No reply yet: the reporter may be the alleged person. Classify first.
console-status = The reporter sees
console-status-change = Change the status
console-who-title = Who the person is
console-who-none = The person left no name or contact.
console-who-ask = Ask to open it
console-who-how = Opens only for two people. The person sees who looked, and on which day.
console-who-reason = Why it may be opened
console-who-asked = { $who } has asked; the custodians have to agree.
console-who-ready = A custodian agreed and handed on the inner envelope.
console-who-open = Open who it is: this is recorded
console-reason-assess = to assess the report
console-reason-case = work on the case
console-close-report = Close without a case
console-close = Close
console-outcome = Outcome that the reporter sees

# Identity requests
console-identity-title = Who somebody is: what waits for a second person
console-identity-empty = When an analyst asks who a reporter is, the request stands here.
console-identity-asks = { $who } asks, report { $n }
console-identity-own = This is your own request: somebody else has to agree.
console-identity-agree = Agree and hand the inner envelope on
console-identity-how = You open the outer layer only. You do not see the name.

# Cases
console-cases-title =
    { $n ->
     [0] No open case
     [one] { $n } open case
     *[other] { $n } open cases
    }
console-cases-empty = A case is opened from a classified report. Cases will stand here.
console-case-title = Case { $n }
console-case-reports = Reports in this case
console-case-report-withdrawn = withdrawn: nothing is shared any more
console-case-count =
    { $n ->
     [one] { $n } report
     *[other] { $n } reports
    }
console-case-state-open = open
console-case-timeline = Timeline (it is the journal)
console-case-notes = Notes
console-case-note-new = New note
console-case-note-hint = Sealed to the team; the reporter does not see it.
console-case-note-save = Seal and keep
console-case-note-n = Note { $n }
console-case-notices = Take-down notices
console-notice-withdrawn = Withdrawn: { $reports }. Nothing of it is shared any more.
console-case-notices-none = No notice yet.
console-case-notice-new = Prepare a notice
console-case-close-title = Close the case
console-case-close-hint = Every reporter in the case sees this outcome.
console-case-reopen = Open again
console-case-closed-with = Closed: { $outcome }

# Events in words
console-event-report-received = Report came in
console-event-report-taken = { $who } took it
console-event-report-opened = { $who } opened { $part }: { $reason }
console-event-report-classified = { $who } classified it: { $what }
console-event-report-joined = { $who } put it into a case
console-event-report-message-in = The reporter wrote
console-event-report-message-out = { $who } replied
console-event-report-status = { $who } set the status: { $what }
console-event-report-permission-given = The reporter gave permission: { $what }
console-event-report-permission-withdrawn = The reporter withdrew permission: { $what }
console-event-report-released = The person let a platform have the hashes of their own images
console-event-report-release_withdrawn = The person took the hashes of their own images back from a platform
console-event-report-withdrawn = The reporter withdrew the report
console-event-report-kept = The reporter keeps the report after all
console-event-report-erased = What was held is deleted
console-event-report-duress = The duress code was used
console-event-report-paged = The duty person was paged
console-event-report-identity_asked = { $who } asked who the person is: { $reason }
console-event-report-identity_released = { $who } agreed to open who the person is
console-event-report-closed = { $who } closed it: { $what }
console-event-case-opened = { $who } opened the case
console-event-case-report_joined = { $who } added a report
console-event-case-noted = { $who } wrote a note
console-event-case-note_opened = { $who } opened a note
console-event-case-notice = { $who } prepared a notice
console-event-case-closed = { $who } closed the case: { $what }
console-event-case-reopened = { $who } opened the case again
console-event-notice-drafted = Notice prepared
console-event-notice-attempted = Sending began
console-event-notice-sent = The mail server took it; the clock runs
console-event-notice-unknown = We do not know whether it arrived
console-event-notice-failed = The mail server refused it
console-event-notice-resend = { $who } sends it again
console-event-notice-answered = { $who } recorded: { $what }
console-event-notice-lapsed = The clock ran out without an answer
console-event-notice-purged = The address was purged
console-event-other = { $type }

# Notices
console-notices-title =
    { $n ->
     [0] No notice waits for an answer
     [one] { $n } notice waits for an answer
     *[other] { $n } notices wait for an answer
    }{ $late ->
     [0] {""}
     [one] ; { $late } is late
     *[other] ; { $late } are late
    }
console-notices-empty = Notices that were sent will stand here with their clocks.
console-notice-title = Notice to { $service }
console-notice-service = Service
console-notice-basis = Basis
console-notice-case = Case
console-notice-state = State
console-notice-due = Due
console-notice-no-due = the law names no hours
console-notice-address = Address to take down
console-notice-address-hint = One address. Only this one leaves the seal; it is purged after the outcome.
console-notice-purged = The address was purged after the outcome.
console-gate-title = Questions before anything goes out
console-gate-preserved = Is it preserved?
console-gate-preserved-hint = Once it is down it cannot be shown.
console-gate-police = Does police ask to wait?
console-gate-police-hint = If so, nothing goes out yet.
console-gate-hurt = Will the person be hurt if it vanishes?
console-gate-hurt-hint = The abuser will know.
console-gate-host = Does the host seem to take part?
console-gate-host-hint = If so they are not warned: police only.
console-gate-stops = This holds it back
console-basis-title = Legal basis
console-basis-capacity = This node acts as: { $capacity }. Only bases open to that are offered.
console-capacity-authority = public authority
console-capacity-trusted_flagger = trusted flagger
console-capacity-hotline = hotline
console-capacity-victim_agent = agent of the person affected
console-basis-none = No basis is open to us towards this service.
console-basis-hours =
    { $n ->
     [one] { $n } hour
     *[other] { $n } hours
    }
console-basis-no-hours = without undue delay
console-basis-to-check = source still to be checked by a lawyer
console-notice-letter-lang = Language of the letter
console-notice-choose-service = Choose the service
console-notice-preview = See the letter
console-notice-preview-title = The letter that goes out
console-notice-to = To
console-notice-no-mail = This service has no mail address in the directory. Add one first, or use its form.
console-notice-send = Send it
console-notice-change = Change
console-sending-waiting = waits to be sent
console-sending-sent = sent
console-sending-unknown = not known whether it arrived
console-sending-failed = refused on sending
console-outcome-down = All of it is down
console-outcome-partly = Some of it is down
console-outcome-refused = Refused
console-outcome-no_answer = No answer
console-notice-outcome = Record the outcome
console-notice-escalate = Nobody answered in time. Next: the authority, the host, or the search engines.
console-notice-resend = Send again
console-notice-unknown-why = The mail server did not say how it ended. If you can, ask the service before you send again.
console-notice-evidence = Evidence of sending

# Services
console-services-title = Services that notices go to
console-services-add = Add a service
console-services-empty = The directory is empty.
console-service-name = Name
console-service-id = Short name
console-service-id-hint = Small letters, digits, hyphens. It cannot change later.
console-service-kind = Kind
console-kind-platform = platform
console-kind-search = search
console-kind-host = host
console-kind-registrar = registrar
console-kind-hash = hash service
console-kind-hotline = other hotline
console-service-jurisdictions = Jurisdictions
console-service-jurisdictions-hint = Two letters each, with spaces: VN EU US
console-service-mail = Mail address for notices
console-service-form = Their form
console-service-note = Note
console-service-checked = Last checked
console-service-stale = check again
console-service-edit = Edit { $name }
console-service-platforms = Platform codes
console-service-platforms-hint = As in the typology, with spaces: pf.facebook

# Figures
console-figures-title =
    { $n ->
     [0] No report yet
     [one] { $n } report since { $since }
     *[other] { $n } reports since { $since }
    }
console-figures-lead = Most often: { $what }, { $n }
console-figures-inside = For staff only: not checked for disclosure, not to be published.
console-figures-by-month = By month
console-figures-by-harm = By harm
console-figures-by-age = By age band
console-figures-by-area = By province
console-figures-empty = When reports have come in, figures will stand here.
console-figures-table = See the table
console-figures-value = Reports

# People
console-people-title = People
console-people-invite = Invite somebody
console-people-role = Role
console-people-teams = Teams
console-people-state = State
console-state-active = active
console-state-invited = invited
console-state-disabled = disabled
console-people-invite-make = Make an invitation
console-people-invited = Invitation, good once, for 7 days. Hand it over by a safe way:
console-people-disable = Disable
console-people-disable-label = Disable { $who }
console-people-reset = Make anew
console-people-reset-label = Make anew: { $who }
console-people-you = (you)

# Teams
console-teams-page-title = Teams and keys
console-team-no-key = This team has no key: the portal takes no reports yet. A member has to make one.
console-team-no-members = No members yet. Invite an analyst first.
console-team-make-key = Make this team's key
console-team-new-epoch = A member has left: a new key is due.
console-team-make-epoch = Make the new key
console-team-waits = The key of epoch { $n } waits for the administrator's root.
console-team-ready = The key of epoch { $n } is in use.
console-team-kit = Kit file (khien-kit.txt)
console-team-kit-hint = Read in this browser; it goes nowhere.
console-team-certify = Certify
console-team-members = Members
console-team-holds = holds the key
console-team-holds-not = does not hold the key yet
console-team-give = Give the key
console-team-give-label = Give the key to { $who }
console-team-compare = Compare with them by telephone:
console-team-remove = Remove
console-team-remove-label = Remove: { $who }
console-team-add = Add a member
console-team-recovery = Recovery key: yes
console-team-recovery-none = Recovery key: declined

# Roster
console-roster-title = Duty roster
console-roster-now = On duty now: { $who }
console-roster-nobody = Nobody is on duty now. The portal says so before people type.
console-roster-add = Add a shift
console-roster-who = Who
console-roster-days = Days
console-roster-from = From
console-roster-to = To
console-roster-level = Paged
console-roster-level-1 = first
console-roster-level-2 = after 10 minutes
console-roster-remove = Remove
console-roster-empty = No shift yet: nobody is paged for what is urgent.
console-roster-leave = Leave
console-roster-leave-add = Add leave
console-roster-night = A shift over midnight ends earlier than it begins.
console-day-1 = Mon
console-day-2 = Tue
console-day-3 = Wed
console-day-4 = Thu
console-day-5 = Fri
console-day-6 = Sat
console-day-7 = Sun

# Own account
console-own-title = My account
console-own-fingerprint = Fingerprint of my keys
console-own-fingerprint-hint = Read it to a colleague by telephone before they give you a team's key.
console-own-root = Fingerprint of this node's root
console-own-shortcuts = Single-key shortcuts in the queue
console-own-exposure = Looked at today
console-own-exposure-n =
    { $n ->
     [one] { $n } time
     *[other] { $n } times
    }. Only you see this number.
console-own-teams = My teams
console-mark-duress = duress code
console-mark-withdrawn = withdrawn
console-part-message = message { $n }
console-sealed-plain = Sealed

# Reasons that the rules give; each key is made of the first six words of the English reason
console-why-a-host-that-seems-to-take = a host that seems to take part is not warned: police only
console-why-police-asked-to-wait = police asked to wait
console-why-make-the-person-safe-first-the = make the person safe first: the abuser will know when it vanishes
console-why-preserve-it-first-once-it-is = preserve it first: once it is down it cannot be shown
console-why-this-basis-is-not-open-to = this basis is not open to us towards this service: claiming it would be false
console-why-it-is-on-its-way-or = it is on its way or was taken already
console-why-it-was-not-sent-yet = it was not sent yet
console-why-the-case-is-closed-open-it = the case is closed; open it again first
console-why-a-notice-is-still-waiting-for = a notice is still waiting for its outcome
console-why-choose-at-least-one-not-sure = choose at least one; “not sure” is one too
console-why-the-main-harm-is-one-of = the main harm is one of those chosen
console-why-this-report-was-deleted-as-its = this report was deleted as its reporter asked
console-why-it-belongs-to-another-case-already = it belongs to another case already
console-why-nobody-asked-for-it = nobody asked for it
console-why-classify-it-before-you-close-it = classify it before you close it; no code closes a report by itself
console-why-this-reporter-may-be-the-alleged = this reporter may be the alleged person: decide that first
console-why-the-report-is-withdrawn-keep-it = the report is withdrawn
console-why-danger-was-stated-a-person-looks = danger was stated: a person looks first
console-why-the-fourteen-days-have-not-passed = the fourteen days have not passed
console-why-this-team-has-a-key = this team has a key
console-why-not-a-member-of-this-team = not a member of this team
console-why-wrap-the-key-to-the-recovery = the key must be wrapped to the recovery key too; load the page again
console-why-the-address-of-the-material-beginning = the address of the material has to begin with http
console-why-small-letters-digits-and-hyphens = small letters, digits and hyphens only
console-why-the-service-s-name = give the service's name
console-why-not-a-mail-address = not a mail address
console-why-an-address-that-begins-with-https = the address has to begin with https://
console-why-at-least-one-country-such-as = at least one country, such as VN
console-why-this-role-holds-no-key-of = this role cannot hold the key of this team
console-why-this-node-has-a-desk-team = this node has a desk team already
console-why-this-account-has-ended-invite-the = the account has ended: invite the person anew
console-why-somebody-signs-in-with-this-name = somebody signs in with this name already
console-why-2-to-40-small-letters-digits = 2 to 40 small letters, digits, dots, hyphens
console-why-1-to-60-characters-on-one = 1 to 60 characters on one line
console-why-this-node-was-set-up-already = this node was set up already
console-why-give-the-team-a-name = give the team a name
console-why-larger-than-a-mebibyte = larger than a mebibyte
console-why-choose-at-least-one-day = choose at least one day
console-why-an-hour-such-as-08-00 = an hour such as 08:00
console-why-the-last-day-comes-before-the = the last day comes before the first
console-why-choose-the-service = choose the service
console-why-the-directory-has-no-mail-address = the directory has no mail address for this service
console-why-choose-a-legal-basis = choose a legal basis
console-why-choose-the-language-of-the-letter = choose the language of the letter
console-why-the-six-digits-that-the-app = the six digits that the app shows now
console-why-asked-by-a-colleague = asked by a colleague
console-why-a-day-such-as-2026-12 = a day such as 2026-12-31
console-why-one-of-analyst-supervisor-administrator-officer = choose one of the roles on the list
console-why-no-such-legal-basis = this basis is not in the list
console-why-the-team-decides-about-this-report = the team decides about this report
console-why-other = it does not fit; load the page again and try once more
console-notice-letter = The letter
console-filter-closed = Closed too
console-assessed = Assessed by us: { $what }
console-team-key-print = Fingerprint of the key:
console-team-compare-key = Compare the fingerprint with who made the key, by telephone, before you certify it.
console-do-it = Yes, do it
console-people-reset-then = Their old keys are gone; a colleague has to give them the teams' keys again.
console-people-disable-then = They cannot sign in and leave all teams; those teams need new keys.
console-team-remove-then = They read nothing new; the team needs a new key.
console-why-the-reporter-has-not-allowed-a = The person has not allowed a take-down. Ask them in the mailbox first.
console-takedown-allowed = The reporters allow a take-down without a name, or the law does not need their permission.
console-takedown-not-allowed = No permission for a take-down yet: report { $reports }. Ask in the mailbox first; nothing goes out without it.
console-roster-test = Monthly test page
console-roster-test-hint = Day of the month, 1 to 28, at ten in the morning; empty means none.
console-why-a-day-from-1-to-28 = a day from 1 to 28, or nothing
# Words for the script; { } in them are filled by the script.
console-js-failed = This did not work. Nothing was changed; try again.
console-js-offline = The server cannot be reached. What you wrote is still here.
console-js-signed-out = Your session has ended. Sign in again.
console-js-unlock-title = Unlock your keys
console-js-unlock-why = After 15 idle minutes, or in a new tab, your keys are put away.
console-js-passphrase = Passphrase
console-js-unlock = Unlock
console-js-cancel = Cancel
console-js-locked = Your keys are locked.
console-js-stretching = Working on the passphrase on this device…
console-js-wrong-passphrase = That is not the passphrase.
console-js-no-key = You do not hold this team's key. Ask a colleague to give it to you.
console-js-close = Close
console-js-opened-by = Opened by { $who }; closes at { $until }
console-js-urls = Addresses
console-js-accounts = Accounts
console-js-payment = Payment
console-js-empty = The reporter wrote nothing here.
console-js-use-url = Use for a notice
console-js-url-carried = Will be filled into the next notice
console-js-file-size = about { $kb } KB
console-js-file-other = This kind of file cannot be shown here.
console-js-save = Save to this device: this is recorded
console-js-read = Read
console-js-picture-veiled = Blurred picture
console-js-picture-open = Picture that the reporter sent
console-js-unveil = Show it clearly
console-js-veil = Blur it again
console-js-origin-title = Where this file says it comes from
console-js-origin-reading = Reading, on this device…
console-js-origin-failed = This file could not be read.
console-js-origin-large = This file is too large to be read here.
console-js-origin-kind = Files of this kind are not read here.
console-js-origin-state-manifest = The file holds a signed manifest (C2PA). Its signature is not checked on this page, so it counts as unsigned.
console-js-origin-state-unsigned = The file says something about its making. It is not signed: nobody vouches for it.
console-js-origin-state-none = The file says nothing about how it was made.
console-js-origin-ai-made = Made by generative AI
console-js-origin-ai-altered = Altered by generative AI
console-js-origin-ai-tool = Names a generative AI tool
console-js-origin-hint = Weak hint of AI
console-js-origin-camera = Camera
console-js-origin-other = No word of AI
console-js-origin-unknown = A term that is not known here
console-js-origin-in-xmp = in XMP
console-js-origin-in-exif = in EXIF
console-js-origin-in-text = in a text of the PNG
console-js-origin-in-manifest = in the manifest
console-js-origin-kept = words not shown, they may be somebody’s own
console-js-origin-elsewhere = The file names an address where a signed manifest is said to be. Nothing is fetched from there.
console-js-origin-place = The file also says where it was made. The place is not shown here.
console-js-origin-more = It says more than is listed here.
console-js-origin-partly = Not everything in this file could be read.
console-js-origin-caution = Anybody can write such statements into a file, or take them out. Where there is none, nothing is proved: neither that a camera took it nor that AI made it.
console-js-rest = You have looked at pictures, words or recordings { $n } times today. Take a rest; this can wait.
console-js-nothing-written = Nothing is written yet.
console-js-sealing = Sealing…
console-js-chain-broken = The chain of messages does not verify: something was added, lost or changed. Nothing is shown and nothing was sent. Tell your supervisor.
console-js-root-title = This node's root is another one.
console-js-root-changed = The root is not the one that this browser knew. Compare the fingerprint with your administrator before you write to anybody.
console-js-root-accept = I have compared it: it is right
console-js-root-other-entry = What this page wants signed is not what our entry says now. Nothing was signed. Load the page anew; if it happens again, look into the server before you sign anything.
console-js-root-desk-title = The root of the desk between States is another one.
console-js-desk-kit-title = Khiên: kit of the desk of { $name }
console-js-desk-kit-keep = Keep it away from the server, locked. Whoever has it speaks for this State’s desk. The node’s first kit still certifies the hotline’s teams: keep both.
console-js-making-key = Making the key…
console-js-kit-unreadable = This is not a kit file.
console-js-kit-other = This is another kit: its root-fingerprint is { $found }. The kit that is wanted here says root-fingerprint: { $wanted }
console-js-kit-missing = Choose the kit file.
console-js-kit-title = Khiên: off-line kit of { $origin }
console-js-kit-keep = Keep it away from the server, locked. Whoever has it can certify teams.
console-js-kit-no-recovery = declined
console-js-kit-tail = The six characters do not fit root-fingerprint.
console-js-strength-short = { $n } characters: at least 12 are needed.
console-js-strength-weak = Too easy to guess: use several different words.
console-js-strength-good = Good; one more word makes it strong.
console-js-strength-strong = Strong.
console-js-passphrase-differs = The two are not the same.
console-js-code-form = The code has 6 digits.
console-js-name = Name
console-js-note = Note
console-js-way-cs-email = E-mail
console-js-way-cs-sms = Text message
console-js-way-cs-chat = Chat app
console-js-way-cs-call = Call
console-js-way-cs-trusted = Trusted person
console-js-team-unproven = The team's key is not certified by the root. Nothing was kept.
console-js-part-unproven = This is not what the reporter signed. It is not shown. Tell your supervisor.
console-why-the-last-administrator-cannot-be-disabled = This is the last administrator. Make another one first.

# Lists that are shown a page at a time
console-list-open = Open
console-list-waiting = Waiting for an answer
console-list-ended = Ended
console-list-all = All
console-notice-number = Number of the notice
console-notice-find = Find
console-notice-find-none = No letter of ours carries the number “{ $number }”. It stands in the letter's subject, such as KH-1012-1.
console-notice-sent = Sent
console-notice-by = Sent by
console-notice-report = From whose report the address comes
console-notice-report-hint = Only this person's permission counts, and only their withdrawal takes it back.
console-notice-report-withdrawn = its report is withdrawn

# Notices that are taken back
console-notice-recalled = Taken back
console-recall-waiting = the letter that says so waits to be sent
console-recall-sent = the letter that says so was sent
console-recall-unknown = not known whether the letter that says so arrived
console-recall-failed = the letter that says so was refused
console-recall-why-withdrawn = The reporter took it back. The service was asked to delete what we passed on; whether the content breaks its own rules, it decides.
console-recall-why-reversed = On appeal it was found wrong. The service was asked to put back what was removed because of it.
console-recall-again = Send that letter again
console-event-notice-recalled-withdrawn = Taken back: the reporter withdrew
console-event-notice-recalled-reversed = Taken back: on appeal it was found wrong
console-event-notice-recall-began = Sending of the letter that takes it back began
console-event-notice-recall = Taking it back: { $what }

# Who somebody is: why, when the reporter is told, and opening it alone for life
console-who-told = They read: “{ $words }”
console-who-later = Tell them later
console-who-later-why = Only where whoever reads the mailbox may be the abuser, and only up to a set day, at most 90 days ahead. After that the person sees who looked, and when.
console-who-later-danger = Whoever reads the mailbox may be the abuser
console-who-later-day = Do not tell them before
console-who-later-until = The person is not told before { $day }: whoever reads the mailbox may be the abuser.
console-who-life = A life is in danger: open now, alone
console-who-life-what = You hold both keys, so you can open this without waiting for a custodian. What happens then:
console-who-life-yours = It is recorded as yours.
console-who-life-alarm = A second person is alarmed now.
console-who-life-review = Somebody else looks within 24 hours at whether it was right.
console-who-life-told = The person reads: “{ $words }”, unless you set a later day below.
console-who-life-sure = A life is in danger now, and waiting for a second person would cost time that there is not.
console-who-life-open = Open now: this is recorded
console-who-life-waits = { $who } opened it alone because a life was in danger. A supervisor looks at it: { $time }.
console-review-how = Opened by one person alone, because a life was in danger. Somebody who did not open it says within 24 hours whether that was right.
console-review-opened = Opened alone by { $who }
console-review-own = You opened it: another supervisor looks at it.
console-review-right = It was right
console-review-wrong = It was not right
console-event-report-opened_for_life = { $who } opened who the person is, alone: a life was in danger
console-event-report-identity_reviewed-right = { $who } looked at it: opening it alone was right
console-event-report-identity_reviewed-wrong = { $who } looked at it: opening it alone was not right
console-event-report-paged-alarm = A second person was alarmed

# Appeals
console-filter-appeals = Appeals
console-door-appeal = appeals against what was done
console-own-images = Own images protected
console-own-images-title = Own images protected, { $n }
console-own-images-line = Somebody protects pictures or videos of themselves. Their device made the hashes, and they chose who may have them. There is nothing to classify; it comes into the queue only when they write.
console-appeal = Appeal
console-appeal-title = Appeal { $n }
console-appeal-wrong-then = A letter goes out at once to whoever got the notice. It cannot be taken back.
console-appeal-unlinked = Which notice of ours is it about? The number stands in the letter, such as KH-1012-1; what the person wrote may name it.
console-appeal-about = Notice { $number }
console-appeal-other = It is about another notice
console-appeal-link = This is the notice
console-appeal-decide = Decide
console-appeal-how = Look at the content's assessment, the basis and the person's words anew. Answer in the mailbox first: what was done, by which rule, and why it stands or not.
console-appeal-stands = Notice stands
console-appeal-none = It is about nothing of ours: close it
console-appeal-wrong = Notice was wrong: recall it
console-appeal-supervisor = A supervisor who had no part in the notice decides.
console-appeal-own = You sent this notice: another supervisor decides.
console-appeal-stood = Decided: the notice stands.
console-appeal-was-reversed = Decided: the notice was wrong and is taken back.
console-appeal-reply = Tell the person what was done, by which rule, who decides and by when. Nothing about who reported.
console-event-report-appeal_linked = { $who } said which notice it is about
console-event-report-appeal_decided-stands = { $who } decided: the notice stands
console-event-report-appeal_decided-reversed = { $who } decided: the notice was wrong

# What the reporter may add
console-report-pictured = In the picture
console-report-first-seen = First seen
console-report-last-seen = Last seen
console-report-still-up = Still there
console-report-posted-again = Came back
console-report-told-before = Told before
console-report-support = Help already there
console-part-message-file = file { $n } of message { $message }

# Whom the law makes us tell
console-duties = Whom the law makes us tell

# Rest after looks
console-rest-title = Rest after looking
console-rest-why = Pictures, video, voice and words count, one look each. How often somebody looked is told to that person only.
console-rest-suggest = Suggest a rest after so many looks in a day
console-rest-elsewhere = After so many, the next goes to somebody else
console-rest-elsewhere-hint = Reports with files are then not offered to this person until tomorrow, unless somebody needs help now. Empty means never.
console-rest-minutes = Minutes of viewing in a day, after which it is enough
console-rest-minutes-hint = Counted while something stands open. 240 is four hours. Empty means never.
console-own-viewing = Stood open before me today
console-rest-spared = You have looked at enough for today. What stands here is without files, or somebody needs help now; the rest is for colleagues, until tomorrow.

# What people say after sending
console-feedback-title = What people say after sending
console-feedback-why = Asked after sending, without a name and tied to no report; only counts are kept.
console-feedback-value = Answers
console-feedback-q-easy = Was it easy?
console-feedback-q-believed = Did you feel believed?
console-feedback-q-heard = How did you hear of us?
console-feedback-yes = Yes
console-feedback-partly = Partly
console-feedback-no = No
console-feedback-school = School
console-feedback-friend = A friend
console-feedback-family = Family
console-feedback-poster = A poster or leaflet
console-feedback-search = A search on the net
console-feedback-media = Television, radio, news
console-feedback-hotline = Another helpline
console-feedback-other = Elsewhere

# Recordings, films, added words, said by the script
console-js-play-audio = Listen: this counts as a look
console-js-play-video = Play blurred and without sound: this counts as a look
console-js-media-failed = This recording cannot be played here.
console-js-when = When it happened
console-js-number = Number of an earlier report or of our letter
console-js-demand = What is demanded
console-js-deadline = By when
console-js-amount = How much
console-js-trusted = Somebody whom the person trusts
console-js-school = School and class
console-reason-agreed = as a custodian agreed
console-reason-proof = to check a file of it

# Reasons and fields of these
console-field-report = Report
console-field-case = Case
console-field-number = Number of the notice
console-field-sure = A life is in danger
console-field-tell-after = Do not tell them before
console-field-suggest = Suggest a rest
console-field-minutes = Minutes of viewing
console-field-elsewhere = The next goes to somebody else
console-why-a-day-after-today-at-most = a day after today, at most ninety days ahead
console-why-tick-that-whoever-reads-the-mailbox = tick that whoever reads the mailbox may be the abuser; without that the person is told at once
console-why-tick-that-a-life-is-in = tick that a life is in danger
console-why-you-do-not-hold-both-keys = you do not hold both keys; ask a custodian
console-why-the-number-of-a-case-that = the number of a case that is open
console-why-a-notice-s-number-such-as = a number that one of our letters carries, such as KH-1012-1
console-why-you-have-looked-at-enough-for = you have looked at enough for today. This one has files; a colleague takes it. Thank you for what you carried today.
console-why-a-number-from-1-to-720 = a number from 1 to 720, or nothing
console-why-the-second-number-is-not-below = the second number is not below the first
console-why-it-was-taken-back = it was taken back
console-why-this-is-an-appeal-decide-it = this is an appeal: it is decided, not classified
console-why-this-is-not-an-appeal = this is not an appeal
console-why-it-is-decided-already = it is decided already
console-why-say-first-which-notice-it-is = say first which notice it is about
console-why-no-opening-waits-for-a-review = no opening waits for a review
console-why-say-from-whose-report-of-this = say from whose report of this case the address comes
