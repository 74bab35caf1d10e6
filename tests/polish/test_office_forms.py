import pytest

from polish import morphology
from polish.names import Case, Gender
from polish.office_forms import declined_office

pytestmark = pytest.mark.skipif(
    not morphology.has_full_dictionary, reason="Without the dictionary titles stay as they are."
)
HE, SHE = Gender.MAN, Gender.WOMAN


@pytest.mark.parametrize(
    ("title", "gender", "genitive", "dative", "instrumental"),
    [
        ("prezydent Konina", HE, "prezydenta Konina", "prezydentowi Konina", "prezydentem Konina"),
        ("prezydent Jastrzębia-Zdroju", SHE, "prezydent Jastrzębia-Zdroju", "prezydent Jastrzębia-Zdroju", "prezydent Jastrzębia-Zdroju"),
        ("starosta krzemionowska", SHE, "starosty krzemionowskiej", "staroście krzemionowskiej", "starostą krzemionowską"),
        ("starosta cieszyński", HE, "starosty cieszyńskiego", "staroście cieszyńskiemu", "starostą cieszyńskim"),
        ("radna powiatu krzemionowskiego", SHE, "radnej powiatu krzemionowskiego", "radnej powiatu krzemionowskiego", "radną powiatu krzemionowskiego"),
        ("komendant powiatowy policji", HE, "komendanta powiatowego policji", "komendantowi powiatowemu policji", "komendantem powiatowym policji"),
        ("komendant powiatowa policji", SHE, "komendant powiatowej policji", "komendant powiatowej policji", "komendant powiatową policji"),
        ("II wicewojewoda śląski", HE, "II wicewojewody śląskiego", "II wicewojewodzie śląskiemu", "II wicewojewodą śląskim"),
        ("zastępczyni burmistrza", SHE, "zastępczyni burmistrza", "zastępczyni burmistrza", "zastępczynią burmistrza"),
        ("główny inspektor", HE, "głównego inspektora", "głównemu inspektorowi", "głównym inspektorem"),
        ("naczelny lekarz weterynarii", HE, "naczelnego lekarza weterynarii", "naczelnemu lekarzowi weterynarii", "naczelnym lekarzem weterynarii"),
        ("były burmistrz Skoczowa", HE, "byłego burmistrza Skoczowa", "byłemu burmistrzowi Skoczowa", "byłym burmistrzem Skoczowa"),
        ("była posłanka", SHE, "byłej posłanki", "byłej posłance", "byłą posłanką"),
        ("ksiądz proboszcz", HE, "księdza proboszcza", "księdzu proboszczowi", "księdzem proboszczem"),
        ("przewodniczący zarządu", HE, "przewodniczącego zarządu", "przewodniczącemu zarządu", "przewodniczącym zarządu"),
        ("ojciec dyrektor", HE, "ojca dyrektora", "ojcu dyrektorowi", "ojcem dyrektorem"),
        ("Główny Inspektor Pracy", HE, "Głównego Inspektora Pracy", "Głównemu Inspektorowi Pracy", "Głównym Inspektorem Pracy"),
        ("sędzia Sądu Okręgowego", HE, "sędziego Sądu Okręgowego", "sędziemu Sądu Okręgowego", "sędzią Sądu Okręgowego"),
        ("Ministra edukacji", SHE, "Ministry edukacji", "Ministrze edukacji", "Ministrą edukacji"),
        ("p.o. dyrektora", HE, "p.o. dyrektora", "p.o. dyrektora", "p.o. dyrektora"),
        ("Prezes Orła", HE, "Prezesa Orła", "Prezesowi Orła", "Prezesem Orła"),
        ("Xyz 3", HE, "Xyz 3", "Xyz 3", "Xyz 3"),
        ("", SHE, "", "", ""),
    ],
)  # fmt: skip
def test_a_title_is_inflected_as_it_stands_before_a_name(title, gender, genitive, dative, instrumental):
    cases = [Case.GENITIVE, Case.DATIVE, Case.INSTRUMENTAL]
    assert [declined_office(title, gender, case) for case in cases] == [genitive, dative, instrumental]
    assert declined_office(title, gender, Case.NOMINATIVE) == title


@pytest.mark.parametrize("title", ["\x00", "🔥", "-" * 500, "starosta " * 200, "Ą" * 5_000])
def test_any_title_may_come(title):
    assert declined_office(title, HE, Case.GENITIVE)
