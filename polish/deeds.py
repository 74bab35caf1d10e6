"""What people do and what is done to people: tells Mr Zima from the winter where a sentence begins with the word.

Verbs that mostly need a person; those that a frost, a wolf or a pine may be the subject of as well are left out on purpose.
"""

SAID_OR_DECIDED = frozenset(
    """
    apelować argumentować chcieć chwalić czytać debatować deklarować dementować dodać dodawać domniemywać dopytywać
    dowodzić dyskutować dziękować głosować gratulować informować interpelować interweniować kandydować kierować kłamać
    komentować kryć krytykować kwestionować liczyć mianować milczeć mówić nakazać nalegać namawiać napisać negocjować
    nominować obiecać obiecywać oceniać ocenić oczekiwać odczytać odmawiać odmówić odpisać odpowiadać odpowiedzieć
    odwołać odwoływać ogłaszać ogłosić oskarżać oskarżyć ostrzec ostrzegać oświadczać oświadczyć opowiadać opowiedzieć
    pamiętać piastować pisać planować płakać pochwalić podać podejrzewać podkreślać podkreślić podpisać podpisywać podsumować
    podziękować poinformować polecić pogratulować popierać poprosić poprzeć postanowić postulować potwierdzać potwierdzić
    powiedzieć powołać powoływać pozwać pełnić prosić protestować proponować przegłosować przekazać przekazywać przekonać
    przekonywać przepraszać przeprosić przewodniczyć przyznać przyznawać pytać reprezentować rezygnować rozmawiać rozważać
    rządzić sądzić skomentować skrytykować skwitować spytać sprawować stwierdzać stwierdzić studiować sugerować
    tłumaczyć twierdzić uchylać udzielić ukrywać urzędować uważać uzasadniać uzasadnić wezwać wiedzieć wierzyć
    wnioskować wręczać wręczyć wspominać wspomnieć wyjaśniać wyjaśnić wyliczać wyliczyć wynegocjować wytknąć wytykać
    wytłumaczyć wzywać zaapelować zabronić zachęcać zaczekać zadeklarować zagłosować zakazać zamierzać zamieścić
    zaplanować zapewniać zapewnić zapowiadać zapowiedzieć zapraszać zaproponować zaprosić zaprzeczać zaprzeczyć zapytać
    zarzucać zarzucić zarządzać zarządzić zasiadać zastrzec zastrzegać zasugerować zatrudnić zauważać zauważyć zawetować
    zawnioskować zaznaczać zaznaczyć zażartować zażądać zdecydować zdementować zdradzać zdradzić zeznać zeznawać
    zignorować zlecać zlecić zlekceważyć złożyć zrezygnować zwolnić zwołać zwoływać żałować żartować żądać życzyć
    opublikować wykluczać wykluczyć ujawniać ujawnić przyjąć przyjmować uspokajać uspokoić zapłacić zasiąść
    """.split()
)
"""Without `się`."""

DID_ONESELF = frozenset(
    """
    bronić cieszyć domagać dziwić obawiać odnieść odwołać podjąć pochwalić poddać poskarżyć przyznać skarżyć spotkać
    spotykać sprzeciwiać sprzeciwić tłumaczyć ubiegać upierać usprawiedliwiać usprawiedliwić wahać wstydzić wstrzymać
    wypowiadać wypowiedzieć zapoznać zastanawiać zastanowić zdziwić zgadzać zgodzić zobowiązać zrzec zwracać zwrócić żalić
    """.split()
)
"""With `się`."""

DONE_TO_PEOPLE = frozenset(
    """
    aresztować awansować bronić chwalić cytować docenić doceniać dziękować gościć gratulować informować krytykować mianować
    nagradzać nagrodzić nominować obwiniać odmówić odpowiadać odpowiedzieć odwołać odwoływać odznaczać odznaczyć oklaskiwać
    oskarżać oskarżyć pochwalić podziękować pogratulować poinformować popierać poprosić poprzeć powierzyć powitać powołać
    powoływać pozwać pożegnać prosić przekonać przekonywać przepraszać przeprosić przesłuchać przywitać przyznać pytać
    reprezentować skazać skrytykować spytać towarzyszyć udzielić ufać uhonorować uniewinnić upomnieć usprawiedliwić wezwać
    witać wręczać wręczyć wspierać wybierać wybrać wybuczeć wybuczać wygwizdać wysłuchać wytknąć wytykać wyróżnić wzywać
    zabronić zakazać zapraszać zaprosić zaproponować zapytać zarzucać zarzucić zastępować zastąpić zatrudnić zaufać zawiesić
    przyjąć przyjmować zganić zwolnić żegnać
    """.split()
)
"""To whom, or whom."""

DONE_TO_THINGS = frozenset("grozić pomagać pomóc służyć sprzyjać szkodzić zagrażać zaszkodzić".split())
"""What a dative at the beginning of a sentence may be the object of without being a person: `Sośnie grozi wycinka`."""
