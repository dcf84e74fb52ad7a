# The portal. $voice: own = the person harmed, child = under 13, other = somebody who reports for another.

portal-name = Speak, safely
portal-language-name = English
portal-leave = Leave this page
portal-languages = Languages
portal-footer-help = Help now
portal-footer-mailbox = Mailbox
portal-footer-about = What we see
portal-footer-start = Start
portal-footer-appeal = Ask for a second look at a removal

portal-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
  } { $year }

portal-landing-title = What happened to you is not your fault.
portal-landing-promise = We do not ask your name and do not keep your internet address. So we cannot find you by ourselves: in danger, call { $numbers }.
portal-landing-promise-logs = We do not ask your name, and this service itself does not keep your internet address. But the law here asks whoever carries this page to keep records of visits. We cannot find you by ourselves: in danger, call { $numbers }.
portal-door-help = I need help now
portal-door-help-line = Numbers you can call at once, and how to stay safe
portal-door-me = It is about me
portal-door-me-line = Someone hurts me, threatens me or spreads my pictures
portal-door-other = It is about someone else
portal-door-other-line = My child, a pupil, a friend, a relative
portal-door-saw = I saw something online
portal-door-saw-line = A page, a post, an account
portal-else-title = Something else
portal-else-before = My picture has not been shared, but someone says they will
portal-else-talk = I worry about my own thoughts about children
portal-else-appeal = My own content was wrongly removed, or I was reported
portal-next-title = What happens next
portal-next-1 = You tell what you want to. Every step can be skipped.
portal-next-2 = You get a code. It is the only way back; we cannot look it up for you.
portal-next-3 = A person reads and answers in the mailbox. You decide whom we may tell, except where a life is in danger or a child is being abused.
portal-have-code = I have a code, open the mailbox
portal-numbers-title = Call at once
portal-numbers-more = Other numbers
portal-no-team-title = Reports are not taken here yet.
portal-no-team = No team stands behind this page yet, so nobody would read a report. Please call one of the numbers on this page.

portal-duty-on-title = Someone is on duty.
portal-duty-on = Urgent reports reach that person at once.
portal-duty-off-title = Nobody is on duty right now.
portal-duty-off = We read when someone is back. If it is urgent, call first.

portal-help-title = Call now, you need not write here first
portal-help-line = You need not say your name. If you cannot speak freely, ask someone you trust to call.
portal-help-heavy-title = If you do not want to live, call first.
portal-help-heavy = Or stay close to someone you trust. Everything else can wait. The feeling passes, even if it does not seem so now.
portal-help-cards = Good to know
portal-help-tell = Tell us

portal-before-title = It is not out yet, and there is something to do
portal-before-line = Whoever threatens is at fault, not you, also if you sent the picture yourself. Read this first; then tell us, if you want to.

portal-talk-title = You can get help before anyone is harmed
portal-talk-line = Having such thoughts is not a crime, and you did not choose them. What you do about them is yours to choose, and there are people who help without judging. No form is needed here, and no name.
portal-talk-numbers = Someone to talk to
portal-talk-limit-title = What stays between you and them.
portal-talk-limit = You can speak without a name. If you say that a child is being harmed, and who it is, helpers must protect that child and may have to tell others. Ask them about it at the start.
portal-talk-now-title = If a child is in danger now,
portal-talk-now = go away from the child and call. That protects the child and you.

portal-appeal-title = Was something of yours removed, or were you reported?
portal-appeal-line = We ask others to remove things that harm people. We can be wrong. You can say so here, without an account and without your name.
portal-appeal-1 = You say which removal or report you mean, and what was wrong about it.
portal-appeal-2 = Somebody other than the person who decided first looks at all of it again.
portal-appeal-3 = The mailbox tells you what was decided and by which rule. If we were wrong, everyone who got our first word gets the second one too.
portal-appeal-private = We never tell who reported. Please do not look for them, and do not write to them.
portal-appeal-begin = Ask for a second look

portal-tips-title = Small tips for being online
portal-tips-1 = Use long passwords, a different one for each place.
portal-tips-2 = Switch on two-step sign-in for e-mail and social networks.
portal-tips-3 = Keep your phone and your apps up to date.
portal-tips-4 = Do not press unknown links, even when a friend sends them.
portal-tips-5 = Look again at who can read what you post.

portal-about-title = What we see, and what we do not
portal-about-line = Plainly, so that you can weigh it.
portal-about-script-title = When your browser runs our JavaScript
portal-about-script = Your words, files and ways of contact are locked in your browser before they are sent. The server keeps only the locked form; only the intake team and your code can open it. If the server is honest while this page loads, whoever takes it later cannot read your words. We cannot promise more, because the server itself hands out the JavaScript.
portal-about-plain-title = Without JavaScript
portal-about-plain = The server receives your words in readable form, locks them at once in memory, and only then writes. It also makes the code for you, so it has held the code for a moment. Between the steps, what you filled in travels inside the page itself, locked.
portal-about-codes-title = What staff can read at once
portal-about-codes = What you tick or choose from a list: kind of harm, age group, province, danger, since when. They hold nobody's name. Because of them the urgent is seen first.
portal-about-never-title = What we do not keep
portal-about-never = Internet addresses, kinds of device, cookies. This page calls no other place. But your browser still has its history, and your network sees that you came here.
portal-about-tell-title = When we tell others
portal-about-tell = { report-exceptions-body }
portal-about-delete-title = When you want it back
portal-about-delete = In the mailbox you can take back each permission, or everything. Sharing stops at once. After 14 days what we held is destroyed; until then you may change your mind. Whoever already has a copy is asked to delete it, and you are told whom we asked.
portal-about-key-title = The fingerprint of this place
portal-about-key = If a leaflet or poster shows another fingerprint than this one, write nothing and call.

portal-missing-title = There is no such page
portal-missing = The link may be old. Nothing that you wrote was lost by this.
portal-broken-title = Something went wrong with us
portal-broken = The fault is ours, not yours. Try again in a few minutes. If it is urgent, call.
portal-stale-title = The page was open too long
portal-stale = To keep you safe, what was filled in is not kept. Please start again. If it is urgent, call.
portal-large-title = The files are too large
portal-large = Without JavaScript, at most 16 MB can be sent at a time. Go back and choose smaller files, or tell it in words.
portal-long-title = The message is too long
portal-long = Nothing was sent: a message may have at most { $thousands },000 characters. Go back in your browser and send it in parts.
portal-text-limit = At most { $thousands },000 characters.

report-step = Step { $n } of { $of }
report-step-one = Step 1
report-back = ‹ Back
report-listen = Listen
report-listen-stop = Stop
report-next = Continue
report-skip = Skip
report-send = Send
report-unsaid = Not said
report-more-choices = More choices
report-plain-title = This page runs without JavaScript.
report-plain = This way our server sees what you fill in for a moment, locks it and only then keeps it. If your browser runs JavaScript, your words are locked on your own device.
report-sealed-title = Nothing has been sent yet.
report-sealed = What you write stays on this device until you press Send, and is locked before it leaves.

report-danger-title = { $voice ->
    [other] Is the person safe right now?
   *[own] Are you safe to read this now?
  }
report-danger-numbers = If it is urgent, call first. You need not say your name.
report-urgent-crisis-title = Call first, the report can wait.
report-urgent-crisis = { $voice ->
    [other] Stay close to the person. You need not say a name.
   *[own] You need not say your name. You matter more than anything that you could write here.
  }
report-urgent-emergency-title = If it is urgent, call first.
report-urgent-emergency = You need not say your name.
report-danger-legend = What is true right now?
report-device-title = Can someone see this device?
report-device-body = Use a device that the person has never held: at school, in a library, a friend's. Open a private window. “Leave this page”, or Shift pressed three times, takes you away at once, but the browser's history does not vanish.
report-exceptions-title = When must we tell others?
report-exceptions-body = We ask before we tell anybody. The exceptions: a life is in danger, or a child is being abused. Then the law makes us tell child protection or the police, and we tell you first unless that would bring more danger.

report-age-title = How old are you?
report-age-hint = So that we use words that suit you. Nobody makes you prove it.
report-reporter-title = Who are you?
report-harms-title = { $voice ->
    [child] What is happening to you?
   *[own] What is happening?
  }
report-harms-hint = { $voice ->
    [child] Tick as many as you like. If you do not know, take the last one.
   *[own] Tick as many as you like. If you are not sure, take the last one.
  }
report-relation-title = { $voice ->
    [other] Who is that person to the one who is harmed?
   *[own] Who is that person to you?
  }
report-relation-hint = So that advice fits. You need not know a name.
report-affected-title = { $voice ->
    [other] About the person harmed
   *[own] About you
  }
report-affected-hint = Only age group and province, no birthday, no address. May stay empty.
report-affected-age = Age group
report-affected-gender = Gender
report-affected-area = Province

report-links-title = Where is it online?
report-urls = Links
report-urls-hint = One per line. Do not search further, do not open it again to look.
report-accounts = Account names, phone numbers, names of groups
report-accounts-hint = Only what you already know.
report-platforms-title = Which app or site?
report-payment-title = Someone asks for money
report-payment = Account, wallet or card that they gave
report-payment-hint = Also if money was already sent. Whoever is asked for money is not at fault.

report-story-title = { $voice ->
    [child] Tell us about it
   *[own] Do you want to tell it in words?
  }
report-story-hint = { $voice ->
    [child] One sentence is fine. Spelling does not matter. You can skip this.
   *[own] One sentence is enough. No details needed. May stay empty.
  }
report-story-child-law = If someone is hurting you, we will tell the people who protect children, so that they can help. We tell you first, unless that would put you in danger.

report-voice-title = Or say it instead
report-voice-hint = Up to five minutes, only if nobody near can hear you. Your voice can show who you are; only the intake team can listen.
report-voice-go = Record
report-voice-stop = Stop
report-voice-again = Record anew
report-voice-remove = Remove the recording
report-voice-recording = Recording.
report-voice-kept = Kept on this device until you send.
report-voice-none = The microphone cannot be used here. You can write instead.
report-voice-name = Voice note
report-files-title = Screenshots of messages, if you have any
report-files-hint = Screenshots of messages or profiles, PDF, text. None is fine too.
report-files-never-title = Do not send sexual pictures of anyone.
report-files-never = We never need them: each time one is sent, the person in it is harmed again, and many laws forbid it. A link or a few words are enough.
report-files-choose = Choose files
report-files-confirm = These files show only text or profiles, no sexual picture of anyone
report-files-remove = Remove this file
report-files-wrong = Please confirm that the files show no sexual picture, or take them out.
report-files-kind = Only PNG, JPEG, WebP, PDF and text files are taken.
report-files-large = The file { $name } is too large: at most { $limit } MB.
report-files-large-plain = Without JavaScript, at most 16 MB can be sent at a time. Choose smaller files, or tell it in words. What you wrote is still here.
report-text-cut = The text was longer than { $thousands },000 characters, so its end was cut off. Please look at the end; the rest can be told later in the mailbox.

report-appeal-title = Which removal or report is it?
report-appeal-line = One of the two is enough. What was decided, and by which rule, we tell you in the mailbox.
report-appeal-number = The number in our letter
report-appeal-number-hint = Like KH-12-2. It stands in the letter that the app or site received.
report-appeal-urls = Or the address
report-appeal-urls-hint = Of the page, post or account, as you remember it.
report-appeal-story = What was wrong about it?
report-appeal-next = Somebody who did not take the first decision looks at it and answers in the mailbox, with the rule. If we were wrong, everyone who got our first word gets the second one.
report-appeal-sent = Your request is safely here.
report-appeal-path = Looked at by somebody else
report-appeal-path-line = not by the person who decided first

report-safety-title = First: is that person near right now?
report-safety-hint = So that we answer in a way that harms nobody. May stay empty.
report-safety-with-now = Is the child, or the person harmed, with that person now?
report-safety-sees-device = Can that person see this device?

report-more-title = More, if you know it
report-more-hint = All of this may stay empty. “About” is good enough.
report-more-first = When was it first seen?
report-more-last = When was it last seen?
report-more-up = Is it still there?
report-more-again = Did it come back after it was gone?
report-more-pictured = Who is in the picture or video?
report-more-told = Was anyone told before?
report-more-support = Is there help already?
report-more-when = When did it happen?
report-more-when-hint = In your own words: “about two weeks ago”, “in the holidays”.
report-more-number = Number of an earlier report, here or elsewhere
report-more-threat = If there is a threat
report-more-demand = What do they want?
report-more-deadline = By when?
report-more-deadline-hint = If there is a time limit, we look at this first.
report-more-amount = How much is asked for, or was paid?
report-more-trusted = { $voice ->
    [other] Somebody whom the person harmed trusts
   *[own] Somebody you trust
  }
report-more-school = School, class

report-wanted-title = { $voice ->
    [child] What would you like?
   *[own] What do you hope for?
  }
report-legal-title = Legal advice before you agree.
report-legal = You can ask for legal advice first and leave the police unticked. You may change your mind at any time.
report-consent-title = What may we do?
report-consent-hint = Everything is off. You may tick nothing: we ask again in the mailbox.
report-contact-title = How is contact safe?
report-contact-hint = The mailbox with the code always works. Give another way only if nobody else can see it.
report-way-cs-email = E-mail
report-way-cs-sms = Number for text messages
report-way-cs-chat = Name in a chat app (Zalo, Messenger…)
report-way-cs-call = Number for calls
report-contact-care = Please take care
report-contact-note = Hours, a code word, a language, a trusted person
report-contact-note-hint = Only two people together can open this part.
report-name-title = I want to give a name
report-name = Name
report-name-hint = Not needed. It can be any name.

report-callback-title = You can call someone who helps, right now
report-callback-line = It costs nothing. You need not say your name.
report-callback-number = Or leave a number and we call you
report-callback-hint = Only if you can answer when you are alone. You can leave it empty.
report-callback-when = When is a good time to call you?

report-receipt-title = { $voice ->
    [child] Your code, if you want to come back for the answer
   *[own] Your code
  }
report-receipt-line = { $voice ->
    [child] Write it on paper and keep it well. If you do not, you can still send.
   *[own] This code is the only way back to our answer. If it is lost, we cannot look it up.
  }
report-receipt-label = Code of five groups
report-receipt-hint = Write it by hand and keep it where nobody looks. No screenshot if others see this device.
report-receipt-copy = Copy the code
report-receipt-copied = Copied
report-picture = Show it as a picture to photograph
report-picture-hint = The picture holds only the code, no address. Photograph it only with a device that nobody else looks at.
report-picture-label = The code as a QR picture
report-held-key-title = The server has held this code for a moment.
report-held-key = Because the page runs without JavaScript, the server made the code for you, and the record will say so. The promise that a server cannot forge your words holds only for codes made on your own device.
report-back-shows = On this device, the browser’s Back may show again what was filled in, and the code, until this window is closed.
report-groups-legend = { $voice ->
    [child] If you wrote it down, type the { $first } and the { $second } group again (not needed)
   *[own] To be sure that it is kept, type the { $first } and the { $second } group
  }
report-group = { $n ->
    [1] First group
    [2] Second group
    [3] Third group
    [4] Fourth group
   *[5] Fifth group
  }
report-ordinal = { $n ->
    [1] first
    [2] second
    [3] third
    [4] fourth
   *[5] fifth
  }
report-groups-wrong = The two groups do not match the code above. Please look at each letter.

report-review-title = Look once more, then send
report-review-line = Nothing has been sent. To change something, go back.
report-review-empty = Nothing is filled in. You can still send: we will ask in the mailbox.
report-review-next-title = After you send
report-review-next = { $voice ->
    [child] A person reads it and answers in the mailbox. { report-story-child-law }
   *[own] A person reads it and answers in the mailbox. { report-exceptions-body }
  }
report-review-danger = Right now
report-review-harms = What happened
report-review-who = Who tells
report-review-relation = Who does it
report-review-affected = Person harmed
report-review-links = Links
report-review-accounts = Accounts
report-review-platforms = Apps, sites
report-review-payment = Where money was asked
report-review-story = In words
report-review-with-now = With that person now
report-review-sees-device = That person sees this device
report-review-first = First seen
report-review-last = Last seen
report-review-up = Still there
report-review-again = Came back
report-review-pictured = In the picture
report-review-told = Told before
report-review-when = When
report-review-number = Number of an earlier report
report-review-demand = They want
report-review-deadline = By when
report-review-amount = Amount
report-review-trusted = Trusted person
report-review-school = School, class
report-review-support = Help there already
report-review-files = Files
report-review-wanted = Hoped for
report-review-consent = Allowed
report-review-no-consent = Nothing allowed yet
report-review-contact = Contact
report-review-name = Name

report-sending = Locking and sending…
report-sending-file = Sending file { $n } of { $of }…
report-failed = Not sent yet. What you wrote is still on this page. Check the connection and press Send again.
report-refused = The server did not take it. What you wrote is still on this page. Open the page again in another window, or call.
report-key-wrong = The intake team's key is not right. We sent nothing. Please call one of the numbers on the start page.

report-sent-title = Your report is safely here. You did the right thing.
report-sent-line = Nothing you wrote is public.
report-again-title = Your report is already here.
report-again = It was sent once and is kept once. The code is not shown again, in case somebody else is at this device. Open the mailbox with the code that was written down.
report-sent-code = { $voice ->
    [child] With this code you can open the mailbox and read our answer.
   *[own] This code opens the mailbox. We cannot look it up for you.
  }
report-sent-next-title = What happens now
report-path-received = Received
report-path-read = Read by a person
report-path-asked = Others asked to help
report-path-asked-line = only those that are allowed; where a life is in danger or a child is being abused, also those whom the law names
report-path-asked-none = { $voice ->
    [child] if someone is hurting you: the people who protect children
   *[own] those who can protect somebody, or take it down
  }
report-path-answer = Answer in the mailbox
report-path-answer-line = read it with the code above
report-duress-title = If someone makes you open the mailbox
report-duress = Swap the two last groups of the code. A harmless page with tips for being online opens, and we know that something is wrong. The code for that moment:
report-open-mailbox = Open the mailbox

mailbox-enter-title = Open the mailbox
mailbox-enter-line = Type the code of 20 letters and digits that you were given.
mailbox-receipt = Code
mailbox-receipt-hint = You can paste it. Capital or small letters, with or without spaces.
mailbox-open = Open
mailbox-plain = Without JavaScript our server opens the mailbox for you and sees what is in it for a moment. With JavaScript it is opened on your own device.
mailbox-lost-title = Lost the code?
mailbox-lost = We cannot look it up, because we do not know who you are. You can tell us again, or call.
mailbox-wrong-letter = There is no { $letter } in a code. Please look again.
mailbox-wrong-length = A code has 20 letters and digits; you typed { $length }.
mailbox-wrong-sum = One letter is wrong or two are swapped. Please look at each group.
mailbox-unknown = There is no mailbox for this code. Please look at each letter.
mailbox-offline = No connection. Check it and try again.
mailbox-opening = Opening…

mailbox-title = Your mailbox
mailbox-held-key = That report was sent without JavaScript, so it cannot be proven here that every word is yours.
mailbox-broken-title = Something does not fit, so we do not show it.
mailbox-broken-all = This mailbox cannot be proven to be yours. Do not trust anything that appears here. Please call one of the numbers under Help now.
mailbox-broken-from = From message { $n } on, a signature is wrong or a message is missing. Do not follow any message that asks you to meet someone or to send something. Please call one of the numbers under Help now.
mailbox-broken-shorter = A message that was here before is gone. Please call one of the numbers under Help now.
mailbox-broken-text = This message does not open or was changed. We do not show it.
mailbox-messages = Messages
mailbox-no-messages = No messages yet. When we answer, it stands here.
mailbox-older = Load older messages
mailbox-older-hint = Someone who watches the line can see that you load more.
mailbox-from-me = You
mailbox-from-team = { $desk }, signature checked
mailbox-write = Write to us
mailbox-write-hint = Add, correct or ask. Only the intake team can read it.
mailbox-send = Send
mailbox-sent = Sent.
mailbox-empty-text = Write a few words before you send.
mailbox-too-long = Nothing was sent: a message may have at most { $thousands },000 characters. Your text is still here; shorten it, or send it in parts.
mailbox-raced = Another message came first. Read it and send again; your text is still here.
mailbox-failed = That did not work. Try again in a few minutes.
mailbox-permissions = What we may do
mailbox-permissions-hint = You can take it back at any time. New sharing stops at once, and we tell those who already have it.
mailbox-permitted = Allowed.
mailbox-not-permitted = Not allowed.
mailbox-withdraw-permission = Take back
mailbox-give-permission = Allow
mailbox-permission-changed = Your choice is recorded.
mailbox-opened = Who opened it
mailbox-not-opened = Nobody has opened it yet.
mailbox-opened-line = { $day }: { $what ->
    [who-inner] { $by } opened who you are and the way of contact
    [who] { $by } agreed as the second person that your way of contact may be opened, without seeing it
    [who-life] { $by } opened alone who you are, because a life was in danger; somebody else reviews that
    [message-file] { $by } opened a file that came with a message
    [message] { $by } opened a message of yours
    [file] { $by } opened a file
   *[what] { $by } opened what you told
  }
mailbox-proof-title = Proof
mailbox-proof-check = Check
mailbox-proven = Kept unchanged, with proof.
mailbox-proof-pending = There is no proof yet; it usually comes within ten minutes. Try again later.
mailbox-proof-failed = The proof does not fit. Note today's date and call us or someone you trust.
mailbox-proof-how-title = How is it checked?
mailbox-proof-how = Each report leaves a mark in a book that cannot be changed without it showing. This page takes your mark, computes it again, and compares it with the signed cover of the book. Nobody can read anything from a mark.
mailbox-words = What I sent
mailbox-words-ask = Is someone next to you? If others can see the screen, better another time.
mailbox-words-yes = I am alone, show it
mailbox-withdraw = Take everything back
mailbox-withdraw-ask = Sharing stops at once. After 14 days what we held is destroyed; until then you can change your mind. Where there is danger, a person looks before anything is destroyed. Whoever already has a copy is asked to delete it.
mailbox-withdraw-yes = Take everything back
mailbox-withdrawn-title = You took it back.
mailbox-withdrawn = Nothing is shared any more. What we hold will be destroyed on { $day }.
mailbox-withdrawn-review = Nothing is shared any more. A person looks before anything is destroyed.
mailbox-keep = Keep it, I changed my mind
mailbox-kept = The report is kept.
mailbox-close = Close the mailbox

# Mailbox, session 2
mailbox-you = you
mailbox-you-begins = You
mailbox-opened-why = Why: { $why }
mailbox-stop-done = done
mailbox-attach = Add files
mailbox-with-files = Files with it: { $n }
mailbox-sending-files = Locking and sending the files…
mailbox-asked = These services had received a take-down notice from us. We have asked them to delete what they hold: { $services }.
mailbox-support-title = Help is still there
mailbox-support = If you did not want to talk to anyone at first, that is fine. Now or at any time, you can call.
mailbox-after = Was it easy to report here? Tell us, without your code

after-title = How was it to report here?
after-line = You need not answer. An answer only adds one to the figure of a whole month; it is linked to no code and no report.
after-easy = Was it easy to report here?
after-believed = Did you feel believed?
after-heard = How did you hear of this page?
after-scale-yes = Yes
after-scale-partly = Partly
after-scale-no = No
after-heard-school = At school
after-heard-friend = From a friend
after-heard-family = From family
after-heard-poster = From a poster or leaflet
after-heard-search = By searching the web
after-heard-media = From the news or social media
after-heard-hotline = From a helpline
after-heard-other = From somewhere else
after-send = Send
after-thanks-title = Thank you.
after-thanks = We use these figures to make this page better.
mailbox-stop-received = Received
mailbox-stop-read = Read by a person
mailbox-stop-asked = Others asked to help
mailbox-stop-appeal = Looked at by somebody else
mailbox-stop-passed = Passed on
mailbox-stop-answer = Answer in the mailbox
