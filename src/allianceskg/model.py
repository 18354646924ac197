"""
What the program reasons about: a profile, its diagnosis, the cases that match it.

Values only: nothing here reads a file or knows an RDF engine. Shares of weight are exact fractions, so that ties,
thresholds and the smallest change that matters are true statements and not matters of rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Final, Literal, NamedTuple, TypeVar

from allianceskg.language import Text
from allianceskg.terms import CONVENTION

OBJECTIVES: Final = ("processus", "business-model", "proposition-de-valeur", "positionnement")
"""The four objectives of the kit (line 59), in its order; every table of weights follows it."""

SCORE_DECIMALS: Final = 4

CriterionState = Literal["met", "partly-met", "unmet", "unknown", "not-applicable"]


@dataclass(frozen=True, slots=True)
class Partner:
    """
    One organisation of a profile.

    Attributes:
        name: Empty when not given.
        actor_type: Slug of an actor type.
        objectives: Weight of each objective as it was given, on any scale; an objective may be missing.
    """

    name: str = ""
    actor_type: str | None = None
    objectives: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def has_objectives(self) -> bool:
        """Whether any objective has a weight above zero."""
        return any(weight > 0 for weight in self.objectives.values())


@dataclass(frozen=True, slots=True, order=True)
class SoughtActor:
    """
    An organisation that a profile looks for, apart from those that it has.

    Attributes:
        actor_type: Slug of an actor type.
        role: Slug of a participation role; empty when any will do.
    """

    actor_type: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """
    Who asks, what they aim at, and where.

    Attributes:
        situation: The seeker's own words, on one line.
        seeks: Whom the partners look for, in order of type, then of role.
        features: Slugs of the answers that qualify a model.
        territory: Slug `<level>-<code>`.
        sdgs: Numbers of Sustainable Development Goals, 1 to 17.
    """

    title: str = ""
    situation: str = ""
    partners: tuple[Partner, ...] = ()
    seeks: tuple[SoughtActor, ...] = ()
    features: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    territory: str | None = None
    themes: tuple[str, ...] = ()
    sdgs: tuple[int, ...] = ()

    @property
    def actor_types(self) -> tuple[str, ...]:
        """The partners' actor types, each once, in order of slug."""
        return tuple(sorted({partner.actor_type for partner in self.partners if partner.actor_type}))


@dataclass(frozen=True, slots=True)
class KitLine:
    """A line of the kit's text, as the origin of a rule."""

    line: int

    @property
    def text(self) -> Text:
        """Say so in words."""
        return Text(fr=f"le kit, ligne {self.line}", en=f"the kit, line {self.line}")


@dataclass(frozen=True, slots=True)
class ConventionRule:
    """A convention of this catalogue, chosen where the kit is silent, as the origin of a rule."""

    slug: str

    @property
    def iri(self) -> str:
        """The resource that states the convention and its reason."""
        return CONVENTION + self.slug

    @property
    def text(self) -> Text:
        """Say so in words."""
        return Text(fr="convention de ce catalogue", en="convention of this catalogue")


Origin = KitLine | ConventionRule


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective of the kit and the category that it leads to."""

    slug: str
    label: Text
    category: str
    kit_line: int


@dataclass(frozen=True, slots=True)
class Category:
    """A category of partnership, with its models in the order of the kit's table."""

    slug: str
    label: Text
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model of partnership."""

    slug: str
    label: Text


@dataclass(frozen=True, slots=True)
class Feature:
    """A yes-answer, read off a definition of the kit, that qualifies a model."""

    slug: str
    label: Text
    model: str
    kit_line: int


_Named = TypeVar("_Named", Objective, Category, Model, Feature)


@dataclass(frozen=True, slots=True)
class Typology:
    """
    The kit's way from objectives to categories, models and features.

    Attributes:
        objectives: In the order of `OBJECTIVES`, all four.
        categories: In the order of the kit's table; each is led to by exactly one objective.
        models: In the order of the kit's table.
        features: In their own order.
    """

    objectives: tuple[Objective, ...]
    categories: tuple[Category, ...]
    models: tuple[Model, ...]
    features: tuple[Feature, ...]

    def __post_init__(self) -> None:
        """
        Refuse a typology that does not hold together.

        Raises:
            ValueError: An objective, category or model is missing or has no counterpart.
        """
        if tuple(objective.slug for objective in self.objectives) != OBJECTIVES:
            message = f"the objectives are not {', '.join(OBJECTIVES)}, in this order"
            raise ValueError(message)
        if sorted(objective.category for objective in self.objectives) != sorted(self.category_slugs):
            message = "objectives and categories are not paired one to one"
            raise ValueError(message)
        known = {model.slug for model in self.models}
        placed = [slug for category in self.categories for slug in category.models]
        if (
            sorted(placed) != sorted(model.slug for model in self.models)
            or not {feature.model for feature in self.features} <= known
        ):
            message = "a model is in no category or in two, or a feature names an unknown model"
            raise ValueError(message)

    @property
    def category_slugs(self) -> tuple[str, ...]:
        """The categories, in the order of the kit's table."""
        return tuple(category.slug for category in self.categories)

    def objective(self, slug: str) -> Objective:
        """Return an objective by slug; KeyError when there is none."""
        return _by_slug(self.objectives, slug)

    def category(self, slug: str) -> Category:
        """Return a category by slug; KeyError when there is none."""
        return _by_slug(self.categories, slug)

    def model(self, slug: str) -> Model:
        """Return a model by slug; KeyError when there is none."""
        return _by_slug(self.models, slug)

    def feature(self, slug: str) -> Feature:
        """Return a feature by slug; KeyError when there is none."""
        return _by_slug(self.features, slug)

    def objective_of(self, category: str) -> Objective:
        """Return the objective that leads to a category; KeyError when there is none."""
        for objective in self.objectives:
            if objective.category == category:
                return objective
        raise KeyError(category)

    def category_of(self, model: str) -> Category:
        """Return the category of a model; KeyError when there is none."""
        for category in self.categories:
            if model in category.models:
                return category
        raise KeyError(model)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the diagnosis in words, and the rule that it follows."""

    text: Text
    origin: Origin


@dataclass(frozen=True, slots=True)
class Pull:
    """
    Where one partner pulls.

    Attributes:
        partner: Its name, or its rank when it has none.
        weights: Its weights brought to a sum of 1, in the order of `OBJECTIVES`.
        objectives: The objective or objectives that weigh most for it.
        distance: Total-variation distance from its weights to the barycentre, in [0, 1].
    """

    partner: Text
    weights: tuple[tuple[str, Fraction], ...]
    objectives: tuple[str, ...]
    distance: Fraction


@dataclass(frozen=True, slots=True)
class Disagreement:
    """
    How far apart the partners are.

    Attributes:
        distance: The largest total-variation distance between two partners, in [0, 1]; 0 with fewer than two.
        threshold: Above it the barycentre may point to a category that nobody wants.
        between: The first two partners that are that far apart; empty with fewer than two.
        pulls: One for each partner that gave objectives.
    """

    distance: Fraction
    threshold: Fraction
    between: tuple[Text, ...]
    pulls: tuple[Pull, ...]

    @property
    def is_worth_a_warning(self) -> bool:
        """Whether two partners are too far apart, or aim at different objectives first, however near they are."""
        firsts = [set(pull.objectives) for pull in self.pulls]
        return self.is_above or any(one.isdisjoint(other) for one, other in combinations(firsts, 2))

    @property
    def is_above(self) -> bool:
        """Whether the distance exceeds the threshold; at the threshold it does not."""
        return self.distance > self.threshold


@dataclass(frozen=True, slots=True)
class Shift:
    """
    A move of weight, as shares of the whole.

    Attributes:
        objective: The one that receives.
        moves: The objectives that give, and what each gives.
    """

    objective: str
    moves: tuple[tuple[str, Fraction], ...]

    @property
    def amount(self) -> Fraction:
        """The share of the whole weight that moves."""
        return sum((amount for _, amount in self.moves), Fraction(0))


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """
    What would bring one category that is not recommended to the front.

    Attributes:
        category: That category.
        to_lead: The smallest shift after which no objective outweighs its own: it draws level.
        to_tie: The smallest shift after which it is recommended too, within the tie margin.
    """

    category: str
    to_lead: Shift
    to_tie: Shift
    text: Text

    @property
    def shift(self) -> Fraction:
        """The share of the whole weight to move for the category to draw level with the first."""
        return self.to_lead.amount

    @property
    def shift_to_tie(self) -> Fraction:
        """The share of the whole weight to move for the category to be recommended too."""
        return self.to_tie.amount


@dataclass(frozen=True, slots=True)
class Separation:
    """
    What would settle a tie between recommended categories.

    Attributes:
        category: The one that would drop out first.
        shift: Any larger shift than this one, which ends exactly on the tie margin, makes it drop out.
    """

    category: str
    shift: Shift
    text: Text


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """
    What a profile's objectives and answers lead to.

    Attributes:
        barycentre: Mean share of each objective, in the order of `OBJECTIVES`; None when nobody gave objectives.
        undetermined: No category stands out, or nobody gave objectives; then there are no categories, no models.
        categories: Recommended ones, in the order of the kit's table.
        models: Recommended ones, in the order of the kit's table.
        counterfactuals: One for each category that is not recommended, the nearest first.
        separation: Only when several categories are tied.
        steps: How it came about, in order.
    """

    barycentre: tuple[tuple[str, Fraction], ...] | None
    undetermined: bool
    categories: tuple[str, ...]
    models: tuple[str, ...]
    disagreement: Disagreement
    warnings: tuple[Text, ...]
    advice: tuple[Text, ...]
    counterfactuals: tuple[Counterfactual, ...]
    separation: Separation | None
    steps: tuple[Step, ...]

    @property
    def counterfactual(self) -> Counterfactual | None:
        """The smallest change that brings another category to the front."""
        return self.counterfactuals[0] if self.counterfactuals else None


class Citation(NamedTuple):
    """
    What statements cite together.

    Attributes:
        lines: Of the kit.
        pages: Addresses.
        are_readings: Whether all of them are this catalogue's readings, and none the source's own word.
    """

    lines: frozenset[int]
    pages: frozenset[str]
    are_readings: bool


@dataclass(frozen=True, slots=True, eq=False)
class SourcedText(Text):
    """
    A sentence that ends with its sources in words, and what these words stand for; it equals any text of the same words.

    Attributes:
        said: The sentence without its sources and its full stop.
        cited: The sources.
    """

    said: Text
    cited: Citation

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.fr, self.en) == (other.fr, other.en)

    def __hash__(self) -> int:
        return hash((self.fr, self.en))

    @property
    def pages(self) -> tuple[str, ...]:
        """Addresses of the pages, in the order of their text."""
        return tuple(sorted(self.cited.pages))

    @property
    def lines(self) -> tuple[int, ...]:
        """Lines of the kit, ascending."""
        return tuple(sorted(self.cited.lines))


@dataclass(frozen=True, slots=True)
class CriterionAssessment:
    """
    How a case answers one criterion.

    Attributes:
        criterion: `words`, `themes`, `model`, `function:<slug>`, `territory`, `seeks`, `types`, `need` or `sdgs`.
        points: Given; 0 when unmet, unknown or not applicable.
        weight: Points of the criterion when it is met.
        expected: Slugs that the profile asks for.
        found: Slugs that the case records, empty when unknown.
        text: In words; a `SourcedText` where sources are cited.
        proof: A query that shows the triples.
    """

    criterion: str
    state: CriterionState
    points: int
    weight: int
    expected: tuple[str, ...]
    found: tuple[str, ...]
    text: Text
    proof: str


@dataclass(frozen=True, slots=True)
class Match:
    """
    A case, and how well it answers a profile.

    Attributes:
        case: IRI of the case.
        points_asked: Points of all the criteria asked that can apply to the case.
        points_known: Points of the criteria about which the case says something.
        rank: 1 + the number of listed cases that are better by anything but the address.
        tied: How many listed cases have this rank, itself included.
    """

    case: str
    slug: str
    title: Text
    points: int
    points_asked: int
    points_known: int
    criteria: tuple[CriterionAssessment, ...]
    rank: int = 1
    tied: int = 1
    score_decimals: int = SCORE_DECIMALS

    @property
    def score(self) -> Decimal:
        """Points over points asked, in [0, 1]; 0 when nothing was asked."""
        return quotient(self.points, self.points_asked, decimals=self.score_decimals)


def quotient(part: int, whole: int, *, decimals: int) -> Decimal:
    """
    Divide integers and round half up, without ever leaving the integers.

    Returns:
        A number with exactly that many decimals; 0 when the whole is 0.

    >>> quotient(5, 8, decimals=2), quotient(1, 3, decimals=4)
    (Decimal('0.63'), Decimal('0.3333'))
    """
    scaled = (2 * part * 10**decimals + whole) // (2 * whole) if whole else 0
    return Decimal(scaled).scaleb(-decimals)


def _by_slug(things: tuple[_Named, ...], slug: str) -> _Named:
    for thing in things:
        if thing.slug == slug:
            return thing
    raise KeyError(slug)
