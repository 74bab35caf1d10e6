"""What people do and what is done to people: tells Mr Zima from the winter where a sentence begins with the word.

Verbs that mostly need a person. Those that a frost, a wolf or a pine may be the subject of as well are left out on purpose,
and so is what any smith or tailor does: `Bogacz kupił wyspę` is some rich man.
"""

SAID_OR_DECIDED = frozenset(
    """
    agitować akceptować analizować apelować argumentować bagatelizować błagać bojkotować chcieć chwalić cytować czytać
    debatować decydować deklarować dementować desygnować dodać dodawać dofinansować domniemywać dopowiadać dopowiedzieć
    doprecyzować dopytać dopytywać doradzać doradzić dowodzić dyskutować dyżurować dziękować głosować gratulować
    ignorować informować instruować interpelować interweniować ironizować kandydować kierować kłamać komentować
    konkludować konsultować koordynować kryć krytykować kwestionować kwitować lekceważyć liczyć lobbować meldować
    mianować milczeć mówić nadzorować nagradzać nagrodzić nakazać nakazywać nakłaniać nakłonić nalegać namawiać namówić
    napisać narzekać negocjować nominować obiecać obiecywać obliczyć obrażać obrazić obwiniać obwinić oceniać ocenić
    oczekiwać odczytać oddelegować odmawiać odmówić odpierać odpisać odpowiadać odpowiedzieć odradzać odradzić odrzucać
    odrzucić odwołać odwoływać odznaczać odznaczyć oferować ogłaszać ogłosić okłamać omawiać omówić oponować opowiadać
    opowiedzieć opublikować oskarżać oskarżyć ostrzec ostrzegać oświadczać oświadczyć oszacować pamiętać parafować
    pełnić piastować pisać płakać planować pochwalić podać podawać podejrzewać podkreślać podkreślić podpisać
    podpisywać podsumować podziękować pogratulować poinformować poinstruować polecić polemizować ponaglać ponaglić
    popierać poprosić poprzeć poradzić poręczyć porozmawiać postanawiać postanowić postulować potępiać potępić
    potwierdzać potwierdzić pouczać pouczyć powątpiewać powiadamiać powiadomić powiedzieć powołać powoływać pozwać
    pozywać precyzować proponować prosić prostować protestować przeanalizować przedstawić przegłosować przekazać
    przekazywać przekonać przekonywać przemilczeć przemyśleć przepraszać przeprosić przesłuchać przesłuchiwać
    przewidywać przewidzieć przewodniczyć przyjąć przyjmować przypuszczać przyrzec przyrzekać przysięgać przysięgnąć
    przytakiwać przytaknąć przyznać przyznawać publikować pytać radzić redagować referować rekomendować relacjonować
    reprezentować rezygnować reżyserować ripostować rozkazać rozliczyć rozmawiać rozstrzygać rozstrzygnąć rozważać
    rządzić sądzić sędziować sfinansować skomentować skonkludować skonsultować skontrolować skrytykować skwitować
    ślubować sprawować sprecyzować sprostować spytać strajkować studiować stwierdzać stwierdzić sugerować szacować
    tłumaczyć trenować twierdzić ubolewać uchylać udzielić ufać ufundować uhonorować ujawniać ujawnić ukończyć ukrywać
    unieważnić urzędować uściślać uściślić uspokajać uspokoić ustalać ustalić utyskiwać uważać uwierzyć uzasadniać
    uzasadnić uzgadniać uzgodnić wątpić weryfikować wezwać wiedzieć wierzyć wnioskować wręczać wręczyć wspominać
    wspomnieć wtrącać wtrącić wybaczyć wycofać wycofywać wyjaśniać wyjaśnić wykluczać wykluczyć wykrzyknąć wyliczać
    wyliczyć wynegocjować wyprosić wypytywać wyróżnić wyśmiać wyśmiewać wytknąć wytłumaczyć wytykać wyznać wyznaczać
    wyznaczyć wyznawać wzywać zaakceptować zaapelować zabraniać zabronić zachęcać zachwalać zacytować zaczekać żądać
    zadeklarować zagadnąć zagaić zagłosować zakazać zakazywać zalecać zalecić żałować zameldować zamierzać zamieścić
    zamieszczać zaoferować zaopiniować zaoponować zapewniać zapewnić zapłacić zaplanować zapowiadać zapowiedzieć
    zapraszać zaproponować zaprosić zaprotestować zaprzeczać zaprzeczyć zapytać zaręczać zaręczyć zarekomendować
    żartować zarządzać zarządzić zarzucać zarzucić zasiadać zasiąść zaskarżać zaskarżyć zastrzec zastrzegać zasugerować
    zataić zatajać zatrudniać zatrudnić zatwierdzać zatwierdzić zaufać zauważać zauważyć zawetować zawiadamiać
    zawiadomić zawiesić zawieszać zawnioskować zażądać zażartować zaznaczać zaznaczyć zbagatelizować zbesztać
    zbojkotować zdecydować zdementować zdradzać zdradzić zdymisjonować zeznać zeznawać zezwalać zezwolić zganić
    zgłaszać zgłosić zignorować zlecać zlecić zlekceważyć złożyć zreferować zrelacjonować zrezygnować zripostować
    zwątpić zweryfikować zwołać zwolnić zwoływać życzyć
    """.split()
)
"""Without `się`."""

DID_ONESELF = frozenset(
    """
    angażować awanturować bronić cieszyć domagać domyślać domyślić dopominać dowiedzieć dziwić kajać kłócić kształcić
    modlić naradzać naradzić obawiać obrazić oburzać oburzyć odgrażać odnieść odwołać odżegnywać opowiadać opowiedzieć
    ożenić pochwalić poddać poddawać podejmować podjąć podpisać podpisywać pokłócić pomodlić pomylić poskarżyć postarać
    procesować przechwalać przedstawić przyznać roześmiać rozmyślić rozwieść sądzić skarżyć śmiać specjalizować
    spodziewać spotkać spotykać sprzeciwiać sprzeciwić stawić tłumaczyć ubiegać umawiać umówić upewnić upierać upominać
    upomnieć usprawiedliwiać usprawiedliwić wahać wstawić wstrzymać wstydzić wypierać wypowiadać wypowiedzieć wywiązać
    zaangażować żalić zapoznać zarzekać zastanawiać zastanowić zawahać zdziwić żenić zgadzać zgłosić zgodzić zobowiązać
    zrewanżować zrzec zrzekać zwierzać zwierzyć zwracać zwrócić
    """.split()
)
"""With `się`."""

DONE_TO_PEOPLE = frozenset(
    """
    aresztować asystować awansować bronić chwalić cytować desygnować doceniać docenić doradzać doradzić dziękować
    gościć gratulować ignorować informować kibicować klaskać krytykować mianować nagradzać nagrodzić nakazać nakłaniać
    nakłonić namawiać namówić nominować obiecać obiecywać obrażać obrazić obwiniać obwinić oddelegować odmówić
    odpowiadać odpowiedzieć odwołać odwoływać odznaczać odznaczyć okłamać oklaskiwać oskarżać oskarżyć ostrzec
    ostrzegać oszukać pochwalić pocieszać pocieszyć podejrzewać podziękować pogratulować poinformować polecić ponaglać
    popierać poprosić poprzeć potępiać potępić pouczać pouczyć powiadamiać powiadomić powierzać powierzyć powitać
    powołać powoływać pożegnać pozwać proponować prosić przebaczyć przegłosować przekonać przekonywać przepraszać
    przeprosić przepytać przepytywać przesłuchać przesłuchiwać przyjąć przyjmować przytaknąć przywitać przyznać pytać
    radzić rekomendować reprezentować sekundować skazać skazywać skrytykować spytać towarzyszyć typować udzielać
    udzielić ufać ugościć uhonorować ukarać ułaskawić uniewinnić upominać upomnieć usprawiedliwić uwierzyć wezwać
    wierzyć witać wręczać wręczyć wspierać wtórować wybaczyć wybierać wybrać wybuczać wybuczeć wygwizdać wykluczać
    wykluczyć wypominać wypomnieć wyprosić wypytywać wyróżnić wysłuchać wyśmiać wyśmiewać wytknąć wytykać wytypować
    wzywać zabronić zachęcać zachęcić zacytować zagadnąć zakazać zaklaskać zaoferować zapraszać zaproponować zaprosić
    zaprzysiąc zapytać zarekomendować zarzucać zarzucić zastąpić zastępować zatrudnić zaufać zawiadamiać zawiadomić
    zawiesić zawieszać zawtórować zazdrościć zbesztać zdymisjonować żegnać zganić zlecać zlecić znieważać znieważyć
    zobowiązać zwalniać zwolnić
    """.split()
)
"""To whom, or whom."""

DONE_TO_THINGS = frozenset("grozić służyć sprzyjać szkodzić zagrażać zaszkodzić".split())
"""What a dative at the beginning of a sentence may be the object of without being a person: `Sośnie grozi wycinka`."""
