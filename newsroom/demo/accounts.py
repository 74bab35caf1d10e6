"""Who works in the demo newsroom: one account for each role, all with one password that everybody may know."""

from dataclasses import dataclass

PASSWORD = "kurier-nad-olza"  # noqa: S105


@dataclass(frozen=True)
class Account:
    """A login of the demo, with the group that gives its rights and the author it signs as, if any."""

    username: str
    first_name: str
    last_name: str
    role: str
    author: str = ""
    owner: bool = False

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}"


ACCOUNTS = [
    Account("jan", "Jan", "Korbiel", "Dziennikarz", "kor"),
    Account("ola", "Ola", "Brzeska", "Dziennikarz dyżurny", "brz"),
    Account("sabina", "Sabina", "Kalisz", "Redaktor prowadzący", "ska"),
    Account("ewa", "Ewa", "Malicka", "Redaktor naczelny", "mal"),
    Account("marek", "Marek", "Wilk", "Moderator"),
    Account("renata", "Renata", "Cichoń", "Dział reklamy"),
    Account("wlasciciel", "Adam", "Gawron", "Administrator", owner=True),
]
