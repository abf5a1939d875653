//! Postal addresses, and towns that are named with their country or where something is.
//!
//! Three things anchor an address: a street, a postcode with its town, a town of the gazetteer.
//! From an anchor the reading goes on to the right, element by element, over commas and line
//! ends ([`draft`]).

mod areas;
mod draft;
mod left;
mod localities;
mod postcodes;
mod reader;
mod streets;
mod towns;
mod units;

use handbill_lexicon::Concept;

use super::claims::Claims;
use super::countries::Countries;
use crate::{Mention, View};
use draft::Draft;
use reader::{Reader, ToldTown};

/// The dates that are not part of a street's name or of a postcode: "place du 11 Novembre 1918",
/// "JE2 4TN".
pub fn without_parts(view: &View, mut dates: Vec<Mention>) -> Vec<Mention> {
    let (claims, countries) = (Claims::default(), Countries::default());
    let reader = Reader::new(view, &claims, &countries);
    dates.retain(|date| {
        let first = view.tokens.first_at(date.span.start);
        !streets::name_holds(view, first, date)
            && !streets::is_day_itself(&reader, first, view.tokens.first_at(date.span.end))
            && !postcodes::holds(&reader, first)
    });
    dates
}

/// The addresses of the document, ascending, without overlap.
pub fn find(view: &View, claims: &Claims, countries: &Countries) -> Vec<Mention> {
    let (found, towns) = read(view, claims, countries, &[]);
    if towns.is_empty() {
        return found;
    }
    // A town that a postcode has shown is known wherever the document names it.
    read(view, claims, countries, &towns).0
}

/// The addresses of the document, read with the towns that it is known to tell of, and the towns
/// that only their postcodes show to be some.
fn read(
    view: &View,
    claims: &Claims,
    countries: &Countries,
    towns: &[ToldTown],
) -> (Vec<Mention>, Vec<ToldTown>) {
    let mut reader = Reader::new(view, claims, countries);
    reader.told = towns;
    let mut told: Vec<ToldTown> = Vec::new();
    let mut found = Vec::new();
    let streets = view
        .hits
        .iter()
        .filter(|hit| hit.concept == Concept::AddressStreet);
    for hit in streets {
        let Some(street) = streets::street(&reader, hit) else {
            continue;
        };
        let mut draft = Draft::from_street(&street);
        draft.extend(&reader);
        draft.extend_left_of_street(&reader);
        draft.take_place_before_street(&reader);
        draft.take_town_above_street(&reader);
        let placed = draft.has_place();
        let certain =
            !street.wants_postcode || draft.has_postcode() || draft.has_town_and_country();
        if placed && certain || street.stands_alone {
            let rule = if placed {
                "address.street-town"
            } else {
                "address.street"
            };
            told.extend(draft.told_town(&reader));
            found.extend(reader.take(draft, rule));
        }
    }
    for token in 0..view.tokens.len() {
        if let Some(draft) = postcodes::anchored(&reader, token) {
            told.extend(draft.told_town(&reader));
            found.extend(reader.take(draft, "address.postcode-town"));
        }
    }
    for token in 0..view.tokens.len() {
        if let Some((draft, rule)) = towns::anchored(&reader, token) {
            found.extend(reader.take(draft, rule));
        }
    }
    found.sort_by_key(|mention| mention.span.start);
    told.sort();
    told.dedup();
    told.truncate(MOST_TOWNS);
    (found, told)
}

/// So many towns that the gazetteer lacks are looked for by name alone.
const MOST_TOWNS: usize = 20;

#[cfg(test)]
mod tests {
    use crate::Found;
    use crate::find::find;
    use crate::find::testing::{document, document_in, with_view};

    /// The addresses of a text as "text | street | number | postcode | locality | region |
    /// country", where "-" stands for what is not there.
    fn addresses(text: &str) -> Vec<String> {
        read(&document(text))
    }

    /// The same of a text in a language that is stated.
    fn addresses_in(language: &str, text: &str) -> Vec<String> {
        read(&document_in(language, text))
    }

    fn read(document: &handbill_model::Document) -> Vec<String> {
        with_view(document, |view| {
            find(view)
                .into_iter()
                .filter_map(|mention| {
                    let Found::Address(found) = mention.found else {
                        return None;
                    };
                    let address = found.address;
                    let parts = [
                        address.street,
                        found.house_number,
                        address.postcode,
                        address.locality,
                        address.region,
                        address.country,
                    ];
                    let parts = parts.map(|part| part.unwrap_or_else(|| "-".to_owned()));
                    Some(parts.join(" | "))
                })
                .collect()
        })
    }

    #[test]
    fn provinces_follow_their_towns_in_brackets() {
        let found = addresses("La cena si tiene in Via dei Cordai, 8 – Montebuio (Siena).");
        assert_eq!(
            found,
            ["Via dei Cordai, 8 | 8 | - | Montebuio | Siena | IT"],
            "{found:?}"
        );
        let house = addresses("Via dei Cordai, 8, Teatro Nuovo (Siena)");
        assert!(!house[0].contains("Teatro"), "{house:?}");
    }

    #[test]
    fn streets_lack_words_for_them() {
        for (language, text, address) in [
            (
                "de",
                "Institut, Q7, 12, 68161 Mannheim",
                "Q7, 12 | 12 | 68161 | Mannheim | - | DE",
            ),
            (
                "es",
                "en la Plaza 2 de Mayo, 4, 28004 Madrid",
                "Plaza 2 de Mayo, 4 | 4 | 28004 | Madrid | - | ES",
            ),
            (
                "hr",
                "Izložba je u klubu Obzor, Dubrava 250, Zagreb.",
                "Dubrava 250 | 250 | - | Zagreb | - | HR",
            ),
            (
                "de",
                "Lesung in 1090 Wien, Liechtenwerd 3",
                "Liechtenwerd 3 | 3 | 1090 | Wien | - | AT",
            ),
            (
                "en",
                "Silk House -12 Mill Road, Leeds",
                "12 Mill Road | 12 | - | Leeds | - | GB",
            ),
            (
                "en",
                "200 Maple Street, Harlow, Ohio",
                "200 Maple Street | 200 | - | Harlow | Ohio | US",
            ),
        ] {
            assert_eq!(addresses_in(language, text), [address], "{text}");
        }
        let room = addresses_in("hr", "Radionica je u školi, Dvorana 2, Zagreb.");
        assert!(!room[0].contains("Dvorana"), "{room:?}");
    }

    #[test]
    fn streets_in_small_letters_stand_in_sentences() {
        for (text, street) in [
            ("La cena si tiene in via dei Cordai 8.", "via dei Cordai 8"),
            (
                "El taller es en la calle Fuente Nueva 12.",
                "calle Fuente Nueva 12",
            ),
            ("Spotykamy się przy ul. Lipowej 3.", "ul. Lipowej 3"),
            ("Találkozunk: Könyvtár, Kertész utca 12.", "Kertész utca 12"),
        ] {
            let found = addresses(text);
            assert!(
                found.iter().any(|it| it.starts_with(street)),
                "{text}: {found:?}"
            );
        }
        assert!(addresses("Le chemin que prendront nos 12 amis est long.").is_empty());
        assert!(addresses("We walk in the road for 12 miles.").is_empty());
    }

    #[test]
    fn streets_with_their_towns() {
        for (text, address) in [
            (
                "10 Rue du Four-à-Chaux\n75015 Paris\nFrance",
                "10 Rue du Four-à-Chaux | 10 | 75015 | Paris | - | FR",
            ),
            (
                "9bis, avenue d'Alma, 75116 Paris",
                "9bis, avenue d'Alma | 9bis | 75116 | Paris | - | FR",
            ),
            (
                "Mjesni dom, Ulica lipa 3",
                "Ulica lipa 3 | 3 | - | - | - | -",
            ),
            (
                "Parking Kléber, 65 avenue Kléber 75116 Paris",
                "65 avenue Kléber | 65 | 75116 | Paris | - | FR",
            ),
            (
                "Friedrichsring 6, 68161 Mannheim",
                "Friedrichsring 6 | 6 | 68161 | Mannheim | - | DE",
            ),
            (
                "Square de Meeûs 1, Brussels,\n1000, BE",
                "Square de Meeûs 1 | 1 | 1000 | Brussels | - | BE",
            ),
            (
                "Botanická 6, Bratislava, 841 04, Slovakia",
                "Botanická 6 | 6 | 841 04 | Bratislava | - | SK",
            ),
            (
                "19 Place Eugène Flagey, Brussels",
                "19 Place Eugène Flagey | 19 | - | Brussels | - | BE",
            ),
            (
                "1 Main St, Suite 200, Chicago, IL 60601",
                "1 Main St | 1 | 60601 | Chicago | IL | US",
            ),
            (
                "10 Downing Street, London SW1A 2AA",
                "10 Downing Street | 10 | SW1A 2AA | London | - | GB",
            ),
            (
                "Bd Arago, 79180 Chauray, France",
                "Bd Arago | - | 79180 | Chauray | - | FR",
            ),
            (
                "4400 Forbes Avenue, Pittsburgh PA 15213",
                "4400 Forbes Avenue | 4400 | 15213 | Pittsburgh | PA | US",
            ),
            (
                "Karl-Marx-Allee 12a, D-10178 Berlin",
                "Karl-Marx-Allee 12a | 12a | D-10178 | Berlin | - | DE",
            ),
            (
                "An der Alten Post 5, 40210 Düsseldorf",
                "An der Alten Post 5 | 5 | 40210 | Düsseldorf | - | DE",
            ),
            (
                "Sofienstraße 12 (im Keller), Heidelberg",
                "Sofienstraße 12 | 12 | - | Heidelberg | - | DE",
            ),
            (
                "ul. Marszałkowska 10/12, 00-590 Warszawa",
                "ul. Marszałkowska 10/12 | 10/12 | 00-590 | Warszawa | - | PL",
            ),
            (
                "Calle Mayor 5, 3º B, 28013 Madrid",
                "Calle Mayor 5 | 5 | 28013 | Madrid | - | ES",
            ),
            (
                "10 Queen Street Place, London EC4R 1BE",
                "10 Queen Street Place | 10 | EC4R 1BE | London | - | GB",
            ),
            (
                "Václavské náměstí 1, 110 00 Praha 1",
                "Václavské náměstí 1 | 1 | 110 00 | Praha | - | CZ",
            ),
            (
                "Unit 3, Garnett Yard, London",
                "Unit 3, Garnett Yard | - | - | London | - | GB",
            ),
            (
                "2 Macquarie Street, Sydney NSW 2000",
                "2 Macquarie Street | 2 | 2000 | Sydney | NSW | AU",
            ),
            (
                "12 rue du Bac, 45130 Saint-Ay sur Loire",
                "12 rue du Bac | 12 | 45130 | Saint-Ay sur Loire | - | FR",
            ),
            (
                "7 Gorsey Lane\nSaint Helier\nJE2 4XY\nJersey",
                "7 Gorsey Lane | 7 | JE2 4XY | Saint Helier | - | JE",
            ),
            (
                "Rue Haute 5, 1000 Bruxelles (Belgique)",
                "Rue Haute 5 | 5 | 1000 | Bruxelles | - | BE",
            ),
            (
                "Elsterstraße 7–9, Leipzig-Plagwitz",
                "Elsterstraße 7–9 | 7–9 | - | Leipzig | - | DE",
            ),
            (
                "Eure Hausgemeinschaft Elsterstraße 7, 04109 Leipzig",
                "Elsterstraße 7 | 7 | 04109 | Leipzig | - | DE",
            ),
            (
                "in 68161 Mannheim, Friedrichsring 6, statt",
                "Friedrichsring 6 | 6 | 68161 | Mannheim | - | DE",
            ),
            (
                "Av. da Ribeira 12, 3.º Esq., 1250-096 Lisboa",
                "Av. da Ribeira 12 | 12 | 1250-096 | Lisboa | - | PT",
            ),
            (
                "Via Grande 10/A, 38122 Trento",
                "Via Grande 10/A | 10/A | 38122 | Trento | - | IT",
            ),
            (
                "Piazza Grande, 1 - 50122 Firenze (FI)",
                "Piazza Grande, 1 | 1 | 50122 | Firenze | FI | IT",
            ),
            (
                "Rua das Hortas, 100, Centro, Curitiba/PR, CEP 80020-090",
                "Rua das Hortas, 100 | 100 | 80020-090 | Curitiba | PR | BR",
            ),
            (
                "Mill House, 12 Quay Street, Dublin 2, D02 K7V9, Ireland",
                "12 Quay Street | 12 | D02 K7V9 | Dublin | - | IE",
            ),
            (
                "5 Church Lane, Smallham, Otley, West Yorkshire LS21 1HJ",
                "5 Church Lane | 5 | LS21 1HJ | Otley | West Yorkshire | GB",
            ),
            (
                "Avenida 1.º de Maio, 30, 3800-200 Aveiro",
                "Avenida 1.º de Maio, 30 | 30 | 3800-200 | Aveiro | - | PT",
            ),
            (
                "via XX Settembre 4, 10121 Torino",
                "via XX Settembre 4 | 4 | 10121 | Torino | - | IT",
            ),
            (
                "01001, м. Київ, вул. Садова, 22",
                "вул. Садова, 22 | 22 | 01001 | Київ | - | UA",
            ),
            (
                "ул. „Липа“ № 5, София 1504",
                "ул. „Липа“ № 5 | 5 | 1504 | София | - | BG",
            ),
            (
                "Bağ Bulvarı No:25 Kat:3, 06640 Çankaya/Ankara",
                "Bağ Bulvarı No:25 | 25 | 06640 | Ankara | - | TR",
            ),
            (
                "Triq il-Bajja 12, Valletta VLT 1110",
                "Triq il-Bajja 12 | 12 | VLT 1110 | Valletta | - | MT",
            ),
            (
                "Straße des 17. Juni 3, 10623 Berlin",
                "Straße des 17. Juni 3 | 3 | 10623 | Berlin | - | DE",
            ),
            (
                "Rua Padre Domingos da Costa 15\n9500-614 Ponta Delgada",
                "Rua Padre Domingos da Costa 15 | 15 | 9500-614 | Ponta Delgada | - | PT",
            ),
            (
                "str. 31 August 1989, 121a\nMD-2012 Chișinău",
                "str. 31 August 1989, 121a | 121a | MD-2012 | Chișinău | - | MD",
            ),
            (
                "Trg bana Lovrića 1, HR-10000 Zagreb",
                "Trg bana Lovrića 1 | 1 | HR-10000 | Zagreb | - | HR",
            ),
            (
                "Postfach 10 20 30, 70173 Stuttgart",
                "Postfach 10 20 30 | - | 70173 | Stuttgart | - | DE",
            ),
            (
                "Kirchplatz 3 in 79102 Freiburg",
                "Kirchplatz 3 | 3 | 79102 | Freiburg | - | DE",
            ),
            (
                "4, place du 14 Juillet, 34000 Montpellier",
                "4, place du 14 Juillet | 4 | 34000 | Montpellier | - | FR",
            ),
            (
                "Av. 25 de Abril, n.º 7, 2.º Dto\n2750-511 Cascais",
                "Av. 25 de Abril, n.º 7 | 7 | 2750-511 | Cascais | - | PT",
            ),
            (
                "Rua 1º de Maio, 12, 3800-120 Aveiro",
                "Rua 1º de Maio, 12 | 12 | 3800-120 | Aveiro | - | PT",
            ),
            (
                "Strada 1 Decembrie 1918 nr. 12, 510207 Alba Iulia",
                "Strada 1 Decembrie 1918 nr. 12 | 12 | 510207 | Alba Iulia | - | RO",
            ),
            (
                "Amselgasse 3/2/14, 1090 Wien",
                "Amselgasse 3/2/14 | 3/2/14 | 1090 | Wien | - | AT",
            ),
            (
                "Molenstraat 12-III, 1012 AB Amsterdam",
                "Molenstraat 12-III | 12-III | 1012 AB | Amsterdam | - | NL",
            ),
            (
                "Laan van Molenzicht 70, 2517 AN Den Haag, Netherlands",
                "Laan van Molenzicht 70 | 70 | 2517 AN | Den Haag | - | NL",
            ),
            (
                "Nørregade 3, 2. tv.\n8000 Aarhus C",
                "Nørregade 3 | 3 | 8000 | Aarhus C | - | DK",
            ),
            (
                "4 Mill Street, Westport, Co. Mayo, F28 XY12",
                "4 Mill Street | 4 | F28 XY12 | Westport | Co. Mayo | IE",
            ),
            (
                "Plaça de la Font, s/n, 08201 Sabadell",
                "Plaça de la Font | - | 08201 | Sabadell | - | ES",
            ),
            (
                "12A Mill Road, Leeds LS1 1AA",
                "12A Mill Road | 12A | LS1 1AA | Leeds | - | GB",
            ),
            (
                "Spolek, 28. října 12, 702 00 Ostrava",
                "28. října 12 | 12 | 702 00 | Ostrava | - | CZ",
            ),
            (
                "Szeged\nMalom utca 12.\n6720",
                "Malom utca 12 | 12 | 6720 | Szeged | - | HU",
            ),
            (
                "heute in Graz, Amselgasse 16, statt",
                "Amselgasse 16 | 16 | - | Graz | - | AT",
            ),
            (
                "place du 11 Novembre 1918, 69100 Villeurbanne",
                "place du 11 Novembre 1918 | - | 69100 | Villeurbanne | - | FR",
            ),
        ] {
            assert_eq!(addresses(text), [address], "{text}");
        }
    }

    #[test]
    fn a_town_is_known_by_its_postcode() {
        assert_eq!(
            addresses("9 Church Lane, Smallham LS21 1HJ\n\nThe Hall, Bridge Street, Smallham"),
            [
                "9 Church Lane | 9 | LS21 1HJ | Smallham | - | GB",
                "Bridge Street | - | - | Smallham | - | GB",
            ]
        );
    }

    #[test]
    fn addresses_over_several_lines() {
        assert_eq!(
            addresses("Gæstehuset Kulturcenter\nKirkebro 6\nUllerby\n6400 Sønderborg"),
            ["Kirkebro 6 | 6 | 6400 | Sønderborg | - | DK"]
        );
        assert_eq!(
            addresses("Rope College\nQuay Campus\nWC9Z 2XX\n\nSpeakers"),
            ["- | - | WC9Z 2XX | - | - | GB"]
        );
        assert_eq!(
            addresses("1520 Mill St. #2000\nSt. Louis, MO 63103"),
            ["1520 Mill St. | 1520 | 63103 | St. Louis | MO | US"]
        );
        assert_eq!(
            addresses("1275 Lakeside Avenue East, Room 2-114B\nCleveland, OH 44114"),
            ["1275 Lakeside Avenue East | 1275 | 44114 | Cleveland | OH | US"]
        );
    }

    #[test]
    fn towns_with_and_without_their_country() {
        for (text, address) in [
            ("Maastricht/NL", "- | - | - | Maastricht | - | NL"),
            ("held in Paris, France,", "- | - | - | Paris | - | FR"),
            (
                "Issy-les-Moulineaux (Paris)",
                "- | - | - | Issy-les-Moulineaux | - | FR",
            ),
            ("We meet in Lisbon on Monday", "- | - | - | Lisbon | - | PT"),
            ("75015 Paris", "- | - | 75015 | Paris | - | FR"),
            ("Pittsburgh, PA", "- | - | - | Pittsburgh | PA | US"),
        ] {
            assert_eq!(addresses(text), [address], "{text}");
        }
    }

    #[test]
    fn a_town_beside_a_day_is_a_place() {
        for (language, text, expected) in [
            ("el", "Συνέδριο\nΛάρισα, 14 Μαΐου 2027", 1),
            ("tr", "Sempozyum\n9 Ekim 2027, Safranbolu", 1),
            ("en", "Symposium\n9 October 2027, Safranbolu", 0),
        ] {
            let places = with_view(&document_in(language, text), |view| {
                let found = find(view).into_iter();
                found
                    .filter(|mention| matches!(mention.found, Found::Address(_)))
                    .count()
            });
            assert_eq!(places, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_address() {
        for text in [
            "Paris Hilton met Jack London",
            "Nice to meet you. Reading is fun. Essen und Trinken",
            "2025 Participants and 1200 Guests",
            "In 2024 Vienna hosted",
            "We take place 5 of the list",
            "the road to 2030",
            "Dr. Smith and St. Mary",
            "room 12, floor 3",
            "Corsi 2026, corso base 2, ore 18",
            "Platz 1 für Anna",
            "Most people Split up",
            "Inc., U.S.A.",
            "Rome is Italy at its best",
        ] {
            assert!(addresses(text).is_empty(), "{text}: {:?}", addresses(text));
        }
    }
}
