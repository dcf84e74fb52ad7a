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
letter-please-silent = not to tell the uploader who asked;
letter-please-public = not to publish this letter in a public archive without taking the address out;
letter-please-answer = to tell us how it ended (removed, partly, refused and why), naming { $reference }.
letter-good-faith = We believe in good faith that what stands here is accurate and complete. It is our assessment, not the finding of a court.
letter-signed = { $desk }, { $node }, { $day }
letter-contact = Contact: { $mail }

# The page of the duty person: no content, no name of what it is about
letter-page-subject = Somebody waits
letter-page-body = Please open your desk. This message holds nothing else and needs no answer.
letter-test-page-subject = Test of the duty line
letter-test-page-body = This is the monthly test of the duty line. Nothing happened. If you read this, it works; tell the person who keeps the roster if it came late or twice.
