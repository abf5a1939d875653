//! The types of schema.org that records are made of.

use handbill_model::EventKind;

/// Types that end in "Event" and announce nothing that one could attend.
const NO_EVENTS: &[&str] = &["DeliveryEvent", "OnDemandEvent", "PublicationEvent"];

/// Kinds of events by type.
const KINDS: &[(&str, EventKind)] = &[
    ("BusinessEvent", EventKind::Conference),
    ("ConferenceEvent", EventKind::Conference),
    ("CourseInstance", EventKind::Training),
    ("EducationEvent", EventKind::Training),
    ("ExhibitionEvent", EventKind::Exhibition),
    ("VisualArtsEvent", EventKind::Exhibition),
    ("Festival", EventKind::Festival),
    ("Hackathon", EventKind::Workshop),
    ("LiteraryEvent", EventKind::Talk),
    ("MusicEvent", EventKind::Concert),
];

/// Types of organisations that do not end in "Organization", "Business", "Store" or "Group".
const ORGANISATIONS: &[&str] = &[
    "AccountingService",
    "AdultEntertainment",
    "Airline",
    "AmusementPark",
    "AnimalShelter",
    "ArtGallery",
    "Attorney",
    "AutoBodyShop",
    "AutoDealer",
    "AutoPartsStore",
    "AutoRental",
    "AutoRepair",
    "AutoWash",
    "AutomatedTeller",
    "Bakery",
    "BankOrCreditUnion",
    "BarOrPub",
    "BeautySalon",
    "BedAndBreakfast",
    "BowlingAlley",
    "Brewery",
    "CafeOrCoffeeShop",
    "Campground",
    "Casino",
    "ChildCare",
    "CollegeOrUniversity",
    "ComedyClub",
    "Consortium",
    "Cooperative",
    "Corporation",
    "CovidTestingFacility",
    "DanceGroup",
    "DaySpa",
    "Dentist",
    "Distillery",
    "DryCleaningOrLaundry",
    "Electrician",
    "ElementarySchool",
    "EmergencyService",
    "EmploymentAgency",
    "EntertainmentBusiness",
    "ExerciseGym",
    "FastFoodRestaurant",
    "FinancialService",
    "FireStation",
    "Florist",
    "FoodEstablishment",
    "FundingAgency",
    "FundingScheme",
    "GasStation",
    "GeneralContractor",
    "GolfCourse",
    "GovernmentOffice",
    "HVACBusiness",
    "HairSalon",
    "HealthClub",
    "HighSchool",
    "HomeAndConstructionBusiness",
    "Hospital",
    "Hostel",
    "Hotel",
    "HousePainter",
    "IceCreamShop",
    "InsuranceAgency",
    "InternetCafe",
    "LegalService",
    "Library",
    "LibrarySystem",
    "Locksmith",
    "LodgingBusiness",
    "MedicalClinic",
    "MiddleSchool",
    "Motel",
    "MotorcycleDealer",
    "MotorcycleRepair",
    "MovieRentalStore",
    "MovieTheater",
    "MovingCompany",
    "NGO",
    "NailSalon",
    "NewsMediaOrganization",
    "NightClub",
    "Notary",
    "OnlineBusiness",
    "Optician",
    "Patient",
    "PerformingGroup",
    "Pharmacy",
    "Physician",
    "Plumber",
    "PoliceStation",
    "PoliticalParty",
    "PostOffice",
    "Preschool",
    "Project",
    "ProfessionalService",
    "PublicSwimmingPool",
    "RadioStation",
    "RealEstateAgent",
    "RecyclingCenter",
    "ResearchProject",
    "Resort",
    "Restaurant",
    "RoofingContractor",
    "School",
    "SelfStorage",
    "ShoppingCenter",
    "SkiResort",
    "SportsActivityLocation",
    "SportsClub",
    "SportsTeam",
    "StadiumOrArena",
    "TattooParlor",
    "TelevisionStation",
    "TennisComplex",
    "TouristInformationCenter",
    "TravelAgency",
    "VeterinaryCare",
    "WebSite",
    "Winery",
    "WorkersUnion",
    "Brand",
];

/// Types that the endings would let in.
const NO_ORGANISATIONS: &[&str] = &["WebSite", "Brand", "Patient", "AutomatedTeller"];

/// Whether a thing of the types is an event.
pub fn is_event(types: &[String]) -> bool {
    types.iter().any(|name| {
        (name.ends_with("Event") && !NO_EVENTS.contains(&name.as_str()))
            || matches!(
                name.as_str(),
                "Festival" | "Hackathon" | "CourseInstance" | "EventSeries"
            )
    })
}

/// The kind of an event of the types.
pub fn kind(types: &[String]) -> Option<EventKind> {
    let known = |name: &String| KINDS.iter().find(|(other, _)| other == name);
    types.iter().find_map(known).map(|found| found.1)
}

/// Whether a thing of the types is an organisation.
pub fn is_organisation(types: &[String]) -> bool {
    types.iter().any(|name| {
        let ends = ["Organization", "Business", "Store", "Group", "Shop"]
            .iter()
            .any(|ending| name.ends_with(ending));
        (ends || ORGANISATIONS.contains(&name.as_str()))
            && !NO_ORGANISATIONS.contains(&name.as_str())
    })
}
