//! The terms by which files say how they were made, and what each means here: one table, matched exactly.

use serde::{Deserialize, Serialize};

/// What a claim says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// Made by a generating model.
    AiMade,
    /// A generating model altered a part.
    AiAltered,
    /// Names a generating tool: made or altered by it, the file does not say which.
    AiTool,
    /// A weak hint of a model.
    Hint,
    /// A camera took it.
    Camera,
    /// Something else, with no word of a model: drawn, scanned, edited by hand, a program's name.
    Other,
    /// A term that is not in the table.
    Unknown,
}

/// Values of `digitalSourceType`: IPTC's vocabulary, and the two of C2PA.
const SOURCES: [(&str, Says); 22] = [
    ("trainedAlgorithmicMedia", Says::AiMade),
    ("compositeWithTrainedAlgorithmicMedia", Says::AiAltered),
    ("trainedAlgorithmicData", Says::Hint),
    ("compositeSynthetic", Says::Hint),
    ("algorithmicMedia", Says::Hint),
    ("algorithmicallyEnhanced", Says::Hint),
    ("digitalCapture", Says::Camera),
    ("computationalCapture", Says::Camera),
    ("multiFrameComputationalCapture", Says::Camera),
    ("compositeCapture", Says::Camera),
    ("composite", Says::Other),
    ("dataDrivenMedia", Says::Other),
    ("digitalCreation", Says::Other),
    ("digitalArt", Says::Other),
    ("virtualRecording", Says::Other),
    ("screenCapture", Says::Other),
    ("humanEdits", Says::Other),
    ("minorHumanEdits", Says::Other),
    ("negativeFilm", Says::Other),
    ("positiveFilm", Says::Other),
    ("print", Says::Other),
    ("empty", Says::Other),
];

/// Where the terms stand. `https` is taken for `http`: both are met.
const SCHEMES: [&str; 2] = ["://cv.iptc.org/newscodes/digitalsourcetype/", "://c2pa.org/digitalsourcetype/"];

/// What a value of `digitalSourceType` means, and its term. A bare term counts; anything else is unknown.
#[must_use]
pub fn source(value: &str) -> (Says, Option<&'static str>) {
    let address = value.strip_prefix("https").or_else(|| value.strip_prefix("http"));
    let term = address.and_then(|rest| SCHEMES.iter().find_map(|scheme| rest.strip_prefix(scheme))).unwrap_or(value);
    match SOURCES.iter().find(|(name, _)| *name == term) {
        Some((name, says)) => (*says, Some(name)),
        None => (Says::Unknown, None),
    }
}

/// Programs that generate, by the names under which they sign their files. A version may follow.
const TOOLS: [&str; 19] = [
    "Adobe Firefly",
    "AUTOMATIC1111",
    "Bing Image Creator",
    "ChatGPT",
    "ComfyUI",
    "DALL-E",
    "DALL·E",
    "DreamStudio",
    "Fooocus",
    "GPT-4o",
    "Ideogram",
    "Imagen",
    "InvokeAI",
    "Leonardo.Ai",
    "Midjourney",
    "NovelAI",
    "Stability AI",
    "Stable Diffusion",
    "SwarmUI",
];

/// Credits that a generating service writes. Any other credit is a person's or an agency's name and is not given out.
const CREDITS: [&str; 2] = ["Made with Google AI", "Edited with Google AI"];

/// The generating tool that a program's name means.
#[must_use]
pub fn tool(name: &str) -> Option<&'static str> {
    TOOLS.into_iter().find(|tool| {
        let rest = name.get(..tool.len()).filter(|start| start.eq_ignore_ascii_case(tool)).map(|_| &name[tool.len()..]);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    })
}

/// The credit of a generating service.
#[must_use]
pub fn credit(words: &str) -> Option<&'static str> {
    CREDITS.into_iter().find(|credit| *credit == words)
}

/// `Label` of China's `TC260:AIGC` (GB 45438-2025): 1 generated, 2 possibly, 3 suspected.
#[must_use]
pub fn aigc(label: &str) -> Says {
    match label {
        "1" => Says::AiMade,
        "2" | "3" => Says::Hint,
        _ => Says::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_matched_exactly_and_unknown_ones_stay_unknown() {
        for (value, says, term) in [
            ("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", Says::AiMade, true),
            ("https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", Says::AiMade, true),
            ("trainedAlgorithmicMedia", Says::AiMade, true),
            ("http://c2pa.org/digitalsourcetype/empty", Says::Other, true),
            ("http://c2pa.org/digitalsourcetype/trainedAlgorithmicData", Says::Hint, true),
            ("compositeWithTrainedAlgorithmicMedia", Says::AiAltered, true),
            ("digitalCapture", Says::Camera, true),
            ("TrainedAlgorithmicMedia", Says::Unknown, false),
            ("http://example.org/trainedAlgorithmicMedia", Says::Unknown, false),
            ("trainedAlgorithmicMedia/", Says::Unknown, false),
            ("", Says::Unknown, false),
        ] {
            let (said, found) = source(value);
            assert_eq!((said, found.is_some()), (says, term), "{value}");
        }
    }

    #[test]
    fn a_tool_is_its_name_with_or_without_a_version() {
        assert_eq!(tool("ComfyUI"), Some("ComfyUI"));
        assert_eq!(tool("Midjourney v7"), Some("Midjourney"));
        assert_eq!(tool("adobe firefly (1.0)"), Some("Adobe Firefly"));
        assert_eq!(tool("Imagenerator"), None);
        assert_eq!(tool("Adobe Photoshop 27.0"), None);
        assert_eq!(tool("DALL·E 3"), Some("DALL·E"));
    }
}
