//! The chunks of a PNG: text in three forms, XMP among it, EXIF, C2PA.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::{Claim, Kind, Place, Read, Says, XMP_MAX, text, u32_be, vocabulary};

/// So much packed text of one file is unpacked, in bytes.
const UNPACKED_MAX: usize = 8 << 20;
/// The keyword under which XMP stands.
const XMP: &str = "XML:com.adobe.xmp";

/// Keywords under which generating tools keep their settings and prompts, and whose they are.
const TOOLS: [(&str, &str); 6] = [
    ("parameters", "Stable Diffusion"),
    ("prompt", "ComfyUI"),
    ("workflow", "ComfyUI"),
    ("invokeai_metadata", "InvokeAI"),
    ("invokeai_graph", "InvokeAI"),
    ("sd-metadata", "InvokeAI"),
];

pub(super) fn read(bytes: &[u8]) -> Read {
    let mut read = Read::nothing(Kind::Png);
    let mut budget = Budget { left: UNPACKED_MAX, cut: false };
    let mut at = 8;
    while let Some((kind, body, next)) = chunk(bytes, at) {
        match kind {
            b"tEXt" => said(plain(body), &mut read),
            b"zTXt" => said(packed(body, &mut budget), &mut read),
            b"iTXt" => said(international(body, &mut budget), &mut read),
            b"eXIf" => read.exif(body),
            b"caBX" => read.manifest_inside(),
            b"IEND" => break,
            _ => {}
        }
        at = next;
    }
    if budget.cut {
        read.cannot(Place::Text);
    }
    read
}

fn chunk(bytes: &[u8], at: usize) -> Option<(&[u8], &[u8], usize)> {
    let length = u32_be(bytes.get(at..)?)?;
    let begins = at.checked_add(8)?;
    let ends = begins.checked_add(length)?;
    Some((bytes.get(at + 4..begins)?, bytes.get(begins..ends)?, ends.checked_add(4)?))
}

/// A keyword and what stands under it.
type Text = (String, Vec<u8>);

fn keyword(body: &[u8]) -> Option<(String, &[u8])> {
    // PNG allows 79 bytes.
    let end = body.iter().take(80).position(|byte| *byte == 0)?;
    Some((text::latin1(&body[..end]), &body[end + 1..]))
}

fn plain(body: &[u8]) -> Option<Text> {
    let (keyword, words) = keyword(body)?;
    Some((keyword, text::latin1(words.get(..words.len().min(XMP_MAX))?).into_bytes()))
}

fn packed(body: &[u8], budget: &mut Budget) -> Option<Text> {
    let (keyword, rest) = keyword(body)?;
    let (0, packed) = rest.split_first().map(|(method, rest)| (*method, rest))? else { return None };
    Some((keyword, text::latin1(&unpacked(packed, budget)).into_bytes()))
}

fn international(body: &[u8], budget: &mut Budget) -> Option<Text> {
    let (keyword, rest) = keyword(body)?;
    let (flags, rest) = rest.split_at_checked(2)?;
    // A language and the keyword in it, each ended by a zero.
    let mut parts = rest.splitn(3, |byte| *byte == 0);
    let words = parts.nth(2)?;
    match flags {
        [0, _] => Some((keyword, words.get(..words.len().min(XMP_MAX))?.to_vec())),
        [1, 0] => Some((keyword, unpacked(words, budget))),
        _ => None,
    }
}

/// What may still be unpacked of a file, and whether something was damaged or had more to say.
struct Budget {
    left: usize,
    cut: bool,
}

/// Packed text, as far as the file's budget allows.
fn unpacked(packed: &[u8], budget: &mut Budget) -> Vec<u8> {
    let unpacked = decompress_to_vec_zlib_with_limit(packed, budget.left.min(XMP_MAX));
    budget.cut |= unpacked.is_err();
    let words = unpacked.unwrap_or_else(|error| error.output);
    budget.left -= words.len().min(budget.left);
    words
}

fn said(text: Option<Text>, read: &mut Read) {
    let Some((keyword, words)) = text else { return read.cannot(Place::Text) };
    if keyword == XMP {
        return read.xmp(&words);
    }
    let words = String::from_utf8_lossy(&words);
    if let Some(tool) = settings(&keyword, &words) {
        // The words are a prompt: they may name a person or be hard to read, and stay in the file.
        read.claim(Claim {
            place: Place::Text,
            field: keyword,
            says: Says::AiTool,
            term: Some(tool.to_owned()),
            value: None,
        });
    } else if keyword == "Software" {
        let Some(value) = text::clean(&words) else { return };
        let tool = vocabulary::tool(&value);
        let says = if tool.is_some() { Says::AiTool } else { Says::Other };
        read.claim(Claim {
            place: Place::Text,
            field: keyword,
            says,
            term: tool.map(str::to_owned),
            value: Some(value),
        });
    }
}

/// Whose settings these are. `parameters`, `prompt` and `workflow` are common words, so what stands there counts too.
fn settings(keyword: &str, words: &str) -> Option<&'static str> {
    let (_, tool) = TOOLS.into_iter().find(|(name, _)| *name == keyword)?;
    let fits = match keyword {
        "parameters" => text::are_settings(words),
        "prompt" => words.trim_start().starts_with('{') && words.contains("\"class_type\""),
        "workflow" => words.trim_start().starts_with('{') && words.contains("\"nodes\""),
        _ => true,
    };
    fits.then_some(tool)
}
