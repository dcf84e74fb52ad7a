//! The oblivious pseudo-random function of RFC 9497, verifiable mode, `ristretto255-SHA512`. The State that asks blinds; the State
//! that is asked evaluates under its key and proves by one proof for all which key that was; the State that asks checks the proof
//! and takes the blinding away. An answer under a key made for one asker alone would mark them: the proof shows it.

use rand_core_06::OsRng;
use voprf::{
    BlindedElement, EvaluationElement, Group, Proof, Ristretto255, VoprfClient, VoprfClientBlindResult, VoprfServer,
    VoprfServerBatchEvaluateResult,
};

use super::{ELEMENTS, Entry, LookupError};

/// What the key is derived for (RFC 9497, `DeriveKeyPair`).
const INFO: &[u8] = b"khien desk/1 lookup";

/// The key by which a State answers.
pub struct LookupKey(VoprfServer<Ristretto255>);

/// An evaluation of all elements of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// In the order of the query.
    pub elements: Vec<[u8; 32]>,
    /// That all were evaluated under one key, whose public half is told.
    pub proof: [u8; 64],
}

impl LookupKey {
    /// Derives it from a secret of the node.
    ///
    /// # Errors
    /// [`LookupError::Query`] for a seed that gives no key; there is none known.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, LookupError> {
        Self::derived(seed, INFO)
    }

    fn derived(seed: &[u8], info: &[u8]) -> Result<Self, LookupError> {
        VoprfServer::new_from_seed(seed, info).map(Self).map_err(|_| LookupError::Query)
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        <Ristretto255 as Group>::serialize_elem(self.0.get_public_key()).into()
    }

    /// The entry under which an identifier stands in the known set.
    ///
    /// # Errors
    /// [`LookupError::Query`] for a text of more than 65,535 bytes.
    pub fn entry(&self, identifier: &[u8]) -> Result<Entry, LookupError> {
        let output = self.0.evaluate(identifier).map_err(|_| LookupError::Query)?;
        Ok(Entry::of(&output))
    }

    /// Evaluates what another State blinded.
    ///
    /// # Errors
    /// [`LookupError::Query`] when something of it is no element of the group, or the one that says nothing.
    pub fn evaluate(&self, blinded: &[[u8; 32]]) -> Result<Evaluation, LookupError> {
        let read = |bytes: &[u8; 32]| BlindedElement::<Ristretto255>::deserialize(bytes);
        let elements: Vec<_> = blinded.iter().map(read).collect::<Result<_, _>>().map_err(|_| LookupError::Query)?;
        let VoprfServerBatchEvaluateResult { messages, proof } =
            self.0.batch_blind_evaluate(&mut OsRng, &elements).map_err(|_| LookupError::Query)?;
        let elements = messages.iter().map(|message| message.serialize().into()).collect();
        let proof = <[u8; 64]>::try_from(proof.serialize().as_slice()).map_err(|_| LookupError::Query)?;
        Ok(Evaluation { elements, proof })
    }
}

/// What the State that asks keeps in memory until the answer is there.
pub struct Blinded {
    inputs: Vec<Vec<u8>>,
    clients: Vec<VoprfClient<Ristretto255>>,
    elements: Vec<[u8; 32]>,
    asked: usize,
}

impl Drop for Blinded {
    fn drop(&mut self) {
        self.inputs.iter_mut().for_each(zeroize::Zeroize::zeroize);
    }
}

impl Blinded {
    /// Blinds up to sixteen identifiers; random texts fill the query up.
    ///
    /// # Errors
    /// [`LookupError::Count`], [`LookupError::NoRandomness`], [`LookupError::Query`] for a text of more than 65,535 bytes.
    pub fn of(identifiers: &[&[u8]]) -> Result<Self, LookupError> {
        if identifiers.is_empty() || identifiers.len() > ELEMENTS {
            return Err(LookupError::Count);
        }
        let mut blinded =
            Self { inputs: Vec::new(), clients: Vec::new(), elements: Vec::new(), asked: identifiers.len() };
        for place in 0..ELEMENTS {
            let input = match identifiers.get(place) {
                Some(identifier) => identifier.to_vec(),
                None => khien_seal::random::<32>().map_err(|_| LookupError::NoRandomness)?.to_vec(),
            };
            let VoprfClientBlindResult { state, message } =
                VoprfClient::blind(&input, &mut OsRng).map_err(|_| LookupError::Query)?;
            blinded.elements.push(message.serialize().into());
            blinded.clients.push(state);
            blinded.inputs.push(input);
        }
        Ok(blinded)
    }

    /// What is sent.
    #[must_use]
    pub fn elements(&self) -> &[[u8; 32]] {
        &self.elements
    }

    /// Checks the proof and takes the blinding away: the entries of those that were asked for, in their order.
    ///
    /// # Errors
    /// [`LookupError::Answer`], [`LookupError::Proof`].
    pub fn finish(&self, evaluation: &Evaluation, key: &[u8; 32]) -> Result<Vec<Entry>, LookupError> {
        let read = |bytes: &[u8; 32]| EvaluationElement::<Ristretto255>::deserialize(bytes);
        let messages: Vec<_> =
            evaluation.elements.iter().map(read).collect::<Result<_, _>>().map_err(|_| LookupError::Answer)?;
        let proof = Proof::deserialize(&evaluation.proof).map_err(|_| LookupError::Answer)?;
        let public = <Ristretto255 as Group>::deserialize_elem(key).map_err(|_| LookupError::Answer)?;
        if messages.len() != self.clients.len() {
            return Err(LookupError::Answer);
        }
        let outputs = VoprfClient::batch_finalize(&self.inputs, &self.clients, &messages, &proof, public)
            .map_err(|_| LookupError::Proof)?;
        let entries: Vec<Entry> = outputs
            .map(|output| output.map(|output| Entry::of(&output)))
            .collect::<Result<_, _>>()
            .map_err(|_| LookupError::Proof)?;
        Ok(entries.into_iter().take(self.asked).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        element(text)
    }

    fn element<const N: usize>(text: &str) -> [u8; N] {
        super::super::element(text).expect("hex")
    }

    /// RFC 9497, appendix A.1.2: seed and key info of all its vectors.
    fn of_the_rfc() -> LookupKey {
        LookupKey::derived(&[0xa3; 32], b"test key").expect("a key")
    }

    #[test]
    fn keys_elements_and_outputs_are_those_of_the_rfc() {
        let key = of_the_rfc();
        assert_eq!(hex::encode(key.public()), "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e");
        for (input, blinded, evaluated, output) in [
            (
                &[0u8][..],
                "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
                "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
                "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7da4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c",
            ),
            (
                &[0x5a; 17][..],
                "cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c",
                "60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468",
                "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6",
            ),
        ] {
            assert_eq!(key.evaluate(&[bytes(blinded)]).expect("evaluated").elements, [bytes(evaluated)]);
            assert_eq!(key.entry(input).expect("entry"), Entry::of(&bytes::<64>(output)));
        }
    }

    #[test]
    fn a_proof_of_the_rfc_over_two_elements_is_taken() {
        let blinds = [
            "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706",
            "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e",
        ];
        let blinded = [
            "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
            "90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654",
        ];
        let clients = blinds.iter().zip(blinded).map(|(blind, blinded)| {
            // The client's state as it travels in memory: blind, then blinded element.
            VoprfClient::deserialize(&[bytes::<32>(blind), bytes::<32>(blinded)].concat()).expect("a client")
        });
        let evaluation = Evaluation {
            elements: vec![
                bytes("aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e"),
                bytes("cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a"),
            ],
            proof: bytes(
                "cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08",
            ),
        };
        let inputs = vec![vec![0u8], vec![0x5a; 17]];
        let asking = Blinded { inputs, clients: clients.collect(), elements: blinded.map(bytes).to_vec(), asked: 2 };
        let key = of_the_rfc();
        let expected = [key.entry(&[0]).expect("entry"), key.entry(&[0x5a; 17]).expect("entry")];
        assert_eq!(asking.finish(&evaluation, &key.public()).expect("finished"), expected);
    }

    #[test]
    fn who_asks_learns_the_entries_of_what_was_asked_and_of_nothing_else() {
        let key = LookupKey::from_seed(&[7; 32]).expect("a key");
        let asking = Blinded::of(&[b"phone:+84901234567", b"mail:a@example.org"]).expect("blinded");
        assert_eq!(asking.elements().len(), ELEMENTS);
        let entries =
            asking.finish(&key.evaluate(asking.elements()).expect("evaluated"), &key.public()).expect("finished");
        let expected =
            [key.entry(b"phone:+84901234567"), key.entry(b"mail:a@example.org")].map(|entry| entry.expect("entry"));
        assert_eq!(entries, expected);
        let again = Blinded::of(&[b"phone:+84901234567"]).expect("blinded");
        assert!(again.elements().iter().all(|element| !asking.elements().contains(element)), "blinded anew each time");
    }

    #[test]
    fn an_answer_of_another_key_or_with_one_element_changed_proves_nothing() {
        let (key, other) =
            (LookupKey::from_seed(&[7; 32]).expect("a key"), LookupKey::from_seed(&[8; 32]).expect("a key"));
        let asking = Blinded::of(&[b"phone:+84901234567"]).expect("blinded");
        let right = key.evaluate(asking.elements()).expect("evaluated");
        assert_eq!(asking.finish(&right, &other.public()), Err(LookupError::Proof), "a key that it was not made with");
        let marked = other.evaluate(asking.elements()).expect("evaluated");
        assert_eq!(asking.finish(&marked, &key.public()), Err(LookupError::Proof), "made with another key");
        for place in 0..ELEMENTS {
            let mut mixed = right.clone();
            mixed.elements[place] = marked.elements[place];
            assert_eq!(asking.finish(&mixed, &key.public()), Err(LookupError::Proof), "element {place}");
        }
        let mut short = right;
        short.elements.pop();
        assert_eq!(asking.finish(&short, &key.public()), Err(LookupError::Answer));
    }

    #[test]
    fn what_is_no_element_is_not_evaluated() {
        let key = LookupKey::from_seed(&[7; 32]).expect("a key");
        for bad in [[0u8; 32], [0xff; 32]] {
            assert_eq!(key.evaluate(&[bad]), Err(LookupError::Query));
        }
        assert!(matches!(Blinded::of(&[]), Err(LookupError::Count)));
        assert!(matches!(Blinded::of(&[&b"x"[..]; ELEMENTS + 1]), Err(LookupError::Count)));
    }
}
