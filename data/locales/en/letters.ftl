# The take-down notice. No name of a person, no story: an address, what it is, the law, what we ask.
letter-subject = Take-down notice { $reference }
letter-to = To the safety team of { $service }
letter-who-authority = We, { $node }, send this notice as a competent public authority.
letter-who-trusted_flagger = We, { $node }, send this notice as a trusted flagger (article 22 of Regulation (EU) 2022/2065).
letter-who-hotline = We, { $node }, are a hotline that takes reports of online abuse of children and women.
letter-who-victim_agent = We, { $node }, send this notice for the person affected, who has agreed to it.
letter-ask = Please remove, or disable access to, the material at this address:
letter-what = What it is, as assessed by us: { $what }.
letter-kind-csam = child sexual abuse material
letter-kind-ncii = intimate images shared without the consent of the person shown, real or made by software
letter-kind-grooming = grooming of a child for sexual purposes
letter-kind-sextortion = sexual extortion
letter-kind-doxxing = private details published to threaten a person
letter-kind-hate = threats or incitement to violence because of gender
letter-kind-other = unlawful harmful material
letter-law = Legal basis: { $law }.
letter-hours = This basis gives { $hours } hours from the receipt of this notice.
letter-no-hours = Under this basis the removal is due without undue delay.
letter-please = We also ask you:
letter-please-preserve = to keep a copy with the related data for the competent authorities, as your law provides;
letter-please-silent = to tell the uploader nothing about the person who asked or who is shown; this notice's number and the way to appeal may be passed on;
letter-please-public = not to publish this letter in a public archive without taking the address out;
letter-please-answer = to tell us how it ended (removed, partly, refused and why), naming { $reference }.
letter-good-faith = We believe in good faith that what stands here is accurate and complete. It is our assessment, not the finding of a court.
letter-appeal = Appeal: whoever put it up can appeal to us, without an account, at { $appeal }, naming { $reference }. Somebody who had no part in this notice decides.
letter-signed = { $desk }, { $node }, { $day }
letter-contact = Contact: { $mail }

# The page of the duty person: no content, no name of what it is about
letter-page-subject = Somebody waits
letter-page-body = Please open your desk. This message holds nothing else and needs no answer.
letter-desk-call-subject = Request { $n } needs you
letter-desk-call-body = Request { $n }: { $clock }. Please open the desk. This message holds nothing else; when nobody answers there, the next person is called.
letter-desk-ledger-subject = The ledger between us and { $state } needs you
letter-desk-ledger-theirs = The ledger of { $state } shows two histories. Nothing goes on with this State until somebody decides. Please open the desk, States.
letter-desk-ledger-ours = { $state } does not know our own ledger again. Please open the desk, States.
letter-desk-twice-subject = Two stories of { $state } in one request
letter-desk-twice-body = { $state } signed a second message where it had signed one. It has no effect and is kept as proof. Please open the desk, request { $n }.
letter-test-page-subject = Test of the duty line
letter-test-page-body = This is the monthly test of the duty line. Nothing happened. If you read this, it works; tell the person who keeps the roster if it came late or twice.

# The recall of a notice (care 1.4, 2.4): to the same recipient; no address, no name of a person
letter-recall-withdrawn-subject = We withdraw take-down notice { $number }
letter-recall-withdrawn-body =
    We withdraw our take-down notice { $number } of { $date }.

    The person behind the report has taken it back. Please delete what we passed on about them, ask the same of anyone to whom you passed it on, and tell us when it is done, naming { $number }.

    Whether the content breaks your own rules stays yours to decide.

    { $desk }
letter-recall-reversed-subject = Take-down notice { $number } was wrong: we withdraw it
letter-recall-reversed-body =
    We withdraw our take-down notice { $number } of { $date }. It was wrong.

    There was an appeal. A second person of ours, who had no part in the notice, looked again and found so. Please put back what was removed because of it, undo what was done to the account because of it, tell those to whom you passed the notice on, and tell us when it is done, naming { $number }.

    { $desk }
