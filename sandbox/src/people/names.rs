//! Names for customers that nobody named, drawn from tables by one number.

const RUSSIAN_WOMEN: [&str; 16] = [
    "Анна",
    "Мария",
    "Елена",
    "Ольга",
    "Наталья",
    "Екатерина",
    "Татьяна",
    "Ирина",
    "Светлана",
    "Юлия",
    "Дарья",
    "Полина",
    "Алина",
    "Вера",
    "Ксения",
    "Марина",
];
const RUSSIAN_MEN: [&str; 16] = [
    "Александр",
    "Дмитрий",
    "Сергей",
    "Андрей",
    "Алексей",
    "Иван",
    "Михаил",
    "Николай",
    "Павел",
    "Артём",
    "Егор",
    "Роман",
    "Олег",
    "Игорь",
    "Тимур",
    "Кирилл",
];
/// The form for men; women's adds an `а`.
const RUSSIAN_FAMILIES: [&str; 24] = [
    "Иванов",
    "Смирнов",
    "Кузнецов",
    "Попов",
    "Васильев",
    "Петров",
    "Соколов",
    "Михайлов",
    "Новиков",
    "Фёдоров",
    "Морозов",
    "Волков",
    "Алексеев",
    "Лебедев",
    "Семёнов",
    "Егоров",
    "Павлов",
    "Козлов",
    "Степанов",
    "Николаев",
    "Орлов",
    "Андреев",
    "Макаров",
    "Захаров",
];
const GIVEN: [&str; 24] = [
    "Alex", "Maria", "John", "Sofia", "David", "Emma", "Daniel", "Laura", "Carlos", "Priya", "Omar", "Lina", "Lucas",
    "Nina", "Rafael", "Aisha", "Tom", "Julia", "Ahmed", "Clara", "Victor", "Mei", "Samuel", "Ines",
];
const FAMILIES: [&str; 24] = [
    "Silva", "Smith", "Garcia", "Müller", "Kumar", "Martin", "Rossi", "Khan", "Santos", "Brown", "Lopez", "Weber",
    "Sharma", "Dubois", "Costa", "Ali", "Taylor", "Perez", "Novak", "Hassan", "Wilson", "Torres", "Larsen", "Mendes",
];

/// The name that a number stands for in a language; the same number gives the same name.
pub(crate) fn name(locale: &str, drawn: u32) -> String {
    let drawn = drawn as usize;
    if locale.starts_with("ru") {
        let family = RUSSIAN_FAMILIES[drawn / 32 % RUSSIAN_FAMILIES.len()];
        return if drawn.is_multiple_of(2) {
            format!("{} {family}а", RUSSIAN_WOMEN[drawn / 2 % 16])
        } else {
            format!("{} {family}", RUSSIAN_MEN[drawn / 2 % 16])
        };
    }
    let family = FAMILIES[drawn / GIVEN.len() % FAMILIES.len()];
    format!("{} {family}", GIVEN[drawn % GIVEN.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_always_the_same_name_in_its_language() {
        assert_eq!(name("ru_RU", 0), "Анна Иванова");
        assert_eq!(name("ru_RU", 1), "Александр Иванов");
        assert_eq!(name("en_US", 0), "Alex Silva");
        assert_eq!(name("ru_RU", u32::MAX - 1), name("ru_RU", u32::MAX - 1));
    }
}
