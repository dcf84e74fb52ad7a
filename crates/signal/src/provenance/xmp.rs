//! An XMP packet: RDF in XML, its properties as attributes or as elements. Only what stands directly under a description
//! of the file itself counts, not what is told of its ingredients. No entity but XML's own five is expanded.

use quick_xml::NsReader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::{Claim, Manifest, Place, Read, Says, text, vocabulary};

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const IPTC: &str = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
const IPTC_CORE: &str = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";
const XMP: &str = "http://ns.adobe.com/xap/1.0/";
const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";
const EXIF: &str = "http://ns.adobe.com/exif/1.0/";
const TIFF: &str = "http://ns.adobe.com/tiff/1.0/";
const TERMS: &str = "http://purl.org/dc/terms/";
const TC260: &str = "http://www.tc260.org.cn/ns/AIGC/1.0/";

/// Elements within elements.
const DEPTH_MAX: usize = 64;
/// Bytes of one property's text; what comes after is not needed to know it.
const TEXT_MAX: usize = 64 << 10;

/// An element's or attribute's name.
#[derive(Clone, PartialEq, Eq)]
struct Name {
    space: String,
    local: String,
}

impl Name {
    fn is(&self, space: &str, local: &str) -> bool {
        self.space == space && self.local == local
    }
}

/// Reads a packet. Nothing where it is not well-formed; what came before counts.
pub(super) fn read(packet: &[u8], read: &mut Read) -> Option<()> {
    let packet = packet.strip_prefix(b"\xef\xbb\xbf").unwrap_or(packet);
    let mut xml = NsReader::from_reader(packet);
    let (mut path, mut words): (Vec<Name>, String) = (Vec::new(), String::new());
    loop {
        match xml.read_event().ok()? {
            Event::Start(element) => {
                if path.len() == DEPTH_MAX {
                    return None;
                }
                path.push(name(&xml, &element));
                words.clear();
                attributes(&xml, &element, &path, read);
            }
            Event::Empty(element) => {
                path.push(name(&xml, &element));
                attributes(&xml, &element, &path, read);
                path.pop();
            }
            Event::Text(part) => more(&mut words, &part.decode().ok()?),
            Event::CData(part) => more(&mut words, &part.decode().ok()?),
            Event::GeneralRef(part) => match part.resolve_char_ref().ok()? {
                Some(character) => words.push(character),
                None => words.push_str(resolve_predefined_entity(&part.decode().ok()?)?),
            },
            Event::End(_) => {
                if let Some(property) = property(&path) {
                    told(property, &words, read);
                }
                words.clear();
                path.pop();
            }
            // Padding and the packet's end may follow; an element that is still open is a packet that was cut.
            Event::Eof => return path.is_empty().then_some(()),
            _ => {}
        }
    }
}

fn more(words: &mut String, part: &str) {
    if words.len() < TEXT_MAX {
        words.extend(part.chars().take(TEXT_MAX - words.len()));
    }
}

fn name(xml: &NsReader<&[u8]>, element: &BytesStart<'_>) -> Name {
    let (space, local) = xml.resolver().resolve_element(element.name());
    named(space, local.as_ref())
}

fn named(space: ResolveResult<'_>, local: &[u8]) -> Name {
    let space = match space {
        ResolveResult::Bound(space) => String::from_utf8_lossy(space.as_ref()).into_owned(),
        _ => String::new(),
    };
    Name { space, local: String::from_utf8_lossy(local).into_owned() }
}

/// Whether the path ends in a description of the file itself: the first under `rdf:RDF`.
fn is_description(path: &[Name]) -> bool {
    match path {
        [.., rdf, description] => rdf.is(RDF, "RDF") && description.is(RDF, "Description") && !nested(path),
        _ => false,
    }
}

fn nested(path: &[Name]) -> bool {
    path.iter().filter(|name| name.is(RDF, "RDF")).count() > 1
}

/// The property whose value the element at the end of the path holds: itself, or a list around it.
fn property(path: &[Name]) -> Option<&Name> {
    if let [before @ .., list, li] = path
        && li.is(RDF, "li")
        && list.space == RDF
        && matches!(list.local.as_str(), "Alt" | "Bag" | "Seq")
    {
        return before.split_last().filter(|(_, above)| is_description(above)).map(|(property, _)| property);
    }
    path.split_last().filter(|(_, above)| is_description(above)).map(|(property, _)| property)
}

/// What attributes say: properties of a description, or the address that is a property's value.
fn attributes(xml: &NsReader<&[u8]>, element: &BytesStart<'_>, path: &[Name], read: &mut Read) {
    let (description, property) = (is_description(path), property(path));
    if !description && property.is_none() {
        return;
    }
    for attribute in element.attributes().with_checks(false).flatten() {
        let (space, local) = xml.resolver().resolve_attribute(attribute.key);
        let name = named(space, local.as_ref());
        let Ok(value) = attribute.decoded_and_normalized_value(quick_xml::XmlVersion::Implicit1_0, xml.decoder())
        else {
            continue;
        };
        if description {
            told(&name, &value, read);
        } else if let Some(property) = property
            && name.is(RDF, "resource")
        {
            told(property, &value, read);
        }
    }
}

/// Properties that say where a picture was made.
const PLACES: [(&str, &str); 8] = [
    (IPTC, "LocationCreated"),
    (IPTC, "LocationShown"),
    (IPTC_CORE, "Location"),
    (IPTC_CORE, "CountryCode"),
    (PHOTOSHOP, "City"),
    (PHOTOSHOP, "State"),
    (PHOTOSHOP, "Country"),
    (EXIF, "GPSLatitude"),
];

/// Takes in what a property says.
fn told(name: &Name, words: &str, read: &mut Read) {
    if PLACES.iter().any(|(space, local)| name.is(space, local)) {
        read.place = true;
        return;
    }
    let Some(value) = text::clean(words) else { return };
    let program = |value: &str| match vocabulary::tool(value) {
        Some(tool) => (Says::AiTool, Some(tool.to_owned())),
        None => (Says::Other, None),
    };
    let (field, (says, term), value) = match (name.space.as_str(), name.local.as_str()) {
        (IPTC, "DigitalSourceType") => {
            let (says, term) = vocabulary::source(&value);
            ("Iptc4xmpExt:DigitalSourceType", (says, term.map(str::to_owned)), Some(value))
        }
        (IPTC, "AISystemUsed") => ("Iptc4xmpExt:AISystemUsed", (Says::AiTool, None), Some(value)),
        (IPTC, "AISystemVersionUsed") => ("Iptc4xmpExt:AISystemVersionUsed", (Says::AiTool, None), Some(value)),
        // The words and their writer's name may be a person's own.
        (IPTC, "AIPromptInformation") => ("Iptc4xmpExt:AIPromptInformation", (Says::AiTool, None), None),
        (IPTC, "AIPromptWriterName") => ("Iptc4xmpExt:AIPromptWriterName", (Says::AiTool, None), None),
        (XMP, "CreatorTool") => ("xmp:CreatorTool", program(&value), Some(value)),
        (TIFF, "Software") => ("tiff:Software", program(&value), Some(value)),
        (TIFF, "Model") => ("tiff:Model", (Says::Camera, None), Some(value)),
        (PHOTOSHOP, "Credit") => match vocabulary::credit(&value) {
            Some(credit) => ("photoshop:Credit", (Says::AiTool, Some(credit.to_owned())), Some(value)),
            None => return,
        },
        (EXIF, "UserComment") if text::are_settings(words) => {
            ("exif:UserComment", (Says::AiTool, Some("Stable Diffusion".to_owned())), None)
        }
        (TC260, "AIGC") => {
            let label = label(words);
            let says = label.as_deref().map_or(Says::Unknown, vocabulary::aigc);
            ("TC260:AIGC", (says, None), label.map(|label| format!("Label {label}")))
        }
        (TERMS, "provenance") => {
            if read.manifest == Manifest::None {
                read.manifest = Manifest::Elsewhere;
            }
            return;
        }
        _ => return,
    };
    read.claim(Claim { place: Place::Xmp, field: field.to_owned(), says, term, value });
}

/// `Label` of the JSON object in `TC260:AIGC`; the other members name producers and files and stay there.
fn label(words: &str) -> Option<String> {
    let after = words.split_once("\"Label\"")?.1.trim_start().strip_prefix(':')?.trim_start();
    let value = match after.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => after.split([',', '}']).next()?,
    };
    text::clean(value).filter(|value| value.len() <= 16)
}
