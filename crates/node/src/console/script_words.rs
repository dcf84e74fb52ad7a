//! The words that the console's scripts say. They travel in the page, so that the script holds no language of its own.

use std::collections::BTreeMap;

use fluent_bundle::FluentValue;
use khien_terms::Lang;

use crate::words::Words;

/// Keys of the script, all under one prefix.
const KEYS: [&str; 139] = [
    "console-js-failed",
    "console-js-offline",
    "console-js-signed-out",
    "console-js-unlock-title",
    "console-js-unlock-why",
    "console-js-passphrase",
    "console-js-unlock",
    "console-js-cancel",
    "console-js-locked",
    "console-js-stretching",
    "console-js-wrong-passphrase",
    "console-js-no-key",
    "console-js-close",
    "console-js-opened-by",
    "console-js-urls",
    "console-js-accounts",
    "console-js-payment",
    "console-js-when",
    "console-js-number",
    "console-js-demand",
    "console-js-deadline",
    "console-js-amount",
    "console-js-trusted",
    "console-js-school",
    "console-js-empty",
    "console-js-use-url",
    "console-js-url-carried",
    "console-js-file-size",
    "console-js-file-other",
    "console-js-save",
    "console-js-read",
    "console-js-play-audio",
    "console-js-play-video",
    "console-js-media-failed",
    "console-js-picture-veiled",
    "console-js-picture-open",
    "console-js-unveil",
    "console-js-veil",
    "console-js-origin-title",
    "console-js-origin-reading",
    "console-js-origin-failed",
    "console-js-origin-large",
    "console-js-origin-kind",
    "console-js-origin-state-manifest",
    "console-js-origin-state-unsigned",
    "console-js-origin-state-none",
    "console-js-origin-ai-made",
    "console-js-origin-ai-altered",
    "console-js-origin-ai-tool",
    "console-js-origin-hint",
    "console-js-origin-camera",
    "console-js-origin-other",
    "console-js-origin-unknown",
    "console-js-origin-in-xmp",
    "console-js-origin-in-exif",
    "console-js-origin-in-text",
    "console-js-origin-in-manifest",
    "console-js-origin-kept",
    "console-js-origin-elsewhere",
    "console-js-origin-place",
    "console-js-origin-more",
    "console-js-origin-partly",
    "console-js-origin-caution",
    "console-js-rest",
    "console-js-nothing-written",
    "console-js-sealing",
    "console-js-chain-broken",
    "console-js-root-title",
    "console-js-root-changed",
    "console-js-root-accept",
    "console-js-root-other-entry",
    "console-js-root-desk-title",
    "console-js-desk-kit-title",
    "console-js-desk-kit-keep",
    "console-js-making-key",
    "console-js-kit-unreadable",
    "console-js-kit-other",
    "console-js-kit-missing",
    "console-js-kit-title",
    "console-js-kit-keep",
    "console-js-kit-no-recovery",
    "console-js-kit-tail",
    "console-js-strength-short",
    "console-js-strength-weak",
    "console-js-strength-good",
    "console-js-strength-strong",
    "console-js-passphrase-differs",
    "console-js-code-form",
    "console-js-name",
    "console-js-note",
    "console-js-way-cs-email",
    "console-js-way-cs-sms",
    "console-js-way-cs-chat",
    "console-js-way-cs-call",
    "console-js-way-cs-trusted",
    "console-js-team-unproven",
    "console-js-part-unproven",
    "console-js-request-unproven",
    "console-js-request-proven",
    "console-js-request-in-doubt",
    "console-js-request-look-first",
    "console-js-information-look-first",
    "console-js-request-signing",
    "console-js-request-no-ground",
    "console-js-request-no-items",
    "console-js-request-consult-first",
    "console-js-request-no-day",
    "console-js-emergency-draft",
    "console-js-emergency-so",
    "console-js-letter-making",
    "console-js-request-is-answer",
    "console-js-answer-is-request",
    "console-js-answer-several",
    "console-js-answer-not-ours",
    "console-js-answer-changed",
    "console-js-answer-proven",
    "console-js-answer-choose",
    "console-js-answer-reading",
    "console-js-answer-keeping",
    "console-js-answer-key",
    "console-js-answer-torn",
    "console-js-answer-manifest",
    "console-js-answer-signature",
    "console-js-answer-conditions",
    "console-js-answer-items",
    "console-js-answer-granting",
    "console-js-answer-other",
    "console-js-evidence-no-files",
    "console-js-evidence-missing-file",
    "console-js-evidence-other-file",
    "console-js-evidence-no-purpose",
    "console-js-evidence-measuring",
    "console-js-evidence-sending",
    "console-js-package-fetching",
    "console-js-package-changed",
    "console-js-information-changed",
    "console-js-package-whole",
    "console-js-package-save",
    "console-js-package-check-first",
];

/// Values that the script fills in itself: they stay as `{name}`.
const VALUES: [&str; 12] = ["all", "file", "found", "kb", "key", "mb", "n", "name", "origin", "until", "wanted", "who"];

/// The words as JSON.
#[must_use]
pub fn script_words(words: &Words, lang: Lang) -> String {
    let marks = VALUES.map(|name| (name, format!("{{{name}}}")));
    let values = marks.each_ref().map(|(name, mark)| (*name, FluentValue::from(mark.as_str())));
    let said: BTreeMap<&str, String> = KEYS.iter().map(|key| (*key, words.with(lang, key, &values))).collect();
    serde_json::to_string(&said).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use khien_terms::DataFiles;

    use super::*;

    #[test]
    fn the_script_has_all_its_words() {
        let words = Words::load(&DataFiles::embedded(), Lang::EN).expect("words");
        for key in KEYS {
            assert!(words.has(key), "{key}");
        }
        assert!(script_words(&words, Lang::EN).contains("{n} characters"));
        assert!(!script_words(&words, Lang::EN).contains("{$"), "a value that the script cannot fill in");
    }
}
