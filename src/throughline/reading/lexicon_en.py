"""English words that the reader goes by, as data."""

from __future__ import annotations

import re

ACTIONS = frozenset(
    "accelerate achieve acquire adapt add address adopt advance advocate align allocate "
    "amend analyze analyse appoint approve assemble assess assign "
    "assist attract audit automate award balance ban begin boost bring broaden build buy cap "
    "capture carry catalogue certify change charge clarify "
    "clean close collaborate collect combat combine commence commission commit communicate "
    "compile complete conduct connect consider consolidate "
    "construct consult continue contract convene convert coordinate co-ordinate create "
    "cultivate curb cut decarbonize decommission decrease dedicate define deliver "
    "demonstrate deploy describe design designate determine develop devise digitise digitize "
    "direct disclose disseminate distribute diversify divert "
    "document double draft draw drive educate electrify eliminate embed embrace employ "
    "empower enable encourage end endorse enforce engage enhance enlarge "
    "enlist enrich enroll ensure equip eradicate establish evaluate examine execute expand "
    "expedite explore expose extend facilitate file fill finalise "
    "finalize finance find fix focus follow form formalize formulate foster fund gather "
    "generate give grant grow guarantee guide halve harness help hire hold "
    "host identify implement impose improve incentivize include incorporate increase inform "
    "initiate innovate inspect install institute integrate "
    "introduce inventory invest investigate invite issue join keep launch lay lead leverage "
    "limit link lobby locate lower maintain make manage "
    "mandate map maximise maximize measure meet merge migrate minimise minimize mitigate "
    "mobilise mobilize modernise modernize modify monitor move negotiate "
    "obtain offer open operate optimise optimize orchestrate organise organize overhaul "
    "oversee participate partner pass pay phase pilot place plan plant post "
    "prepare preserve press prevent prioritise prioritize procure produce prohibit promote "
    "promulgate propose protect provide publicise publicize publish purchase pursue "
    "push put raise reach realise realize reallocate rebuild recognize recommend recruit "
    "recycle redesign re-design redevelop reduce reform refine refurbish regularly "
    "regulate reinforce reinstate release relocate remove renew renovate repair repeal "
    "replace report require research resolve respond restore "
    "restrict restructure retain retrofit reuse review revise revitalize roll safeguard save "
    "scale schedule secure seek select send set share shift simplify "
    "solicit speed sponsor stabilize staff stage standardise standardize start stimulate "
    "stop streamline strengthen strike strive study submit supply support "
    "survey sustain switch tackle target task teach test track train transfer transform "
    "transition translate transmit treat triple undertake "
    "unify unlock update upgrade urge use utilise utilize validate verify waive weatherize "
    "widen work write adhere apply arrange cease cooperate co-operate engage handle "
    "intensify nurture refocus rehabilitate represent serve solve cover apply bolster "
    "champion codify complement curtail customize dismantle empower enact escalate expedite "
    "harmonize "
    "honour honor house leverage license meet mentor oppose perform persuade position "
    "present proceed rationalise recover redirect redouble refer register relax reorient "
    "replicate request revive revoke seize simplify steward subsidize supervise suspend "
    "spend tailor tighten utilize vote vaccinate immunise immunize enrol house rehouse freeze resurface "
    "pave dredge pedestrianise "
    "insulate subsidise scrap abolish legislate procure co-design codesign embed pioneer trial rewild "
    "reforest afforest "
    "irrigate digitalise digitalize devolve delegate ratify enshrine criminalise outlaw deregulate "
    "reskill upskill retrain "
    "redeploy benchmark circulate liaise defer commercialise commercialize densify bury light "
    "signpost rezone "
    "refresh revamp rejuvenate rectify remediate decontaminate demolish dispose divest underwrite waive "
    "wind reimburse compensate prosecute investigate inspect police license sanction fine "
    "finish disburse erect lodge reconcile retender re-tender tender drill desilt dig drain pipe fence reseal "
    "regravel restock deworm "
    "quarantine geotag scan index accredit levy exempt refund repay lend lease auction sell sign elect nominate co-opt "
    "depute dismiss brief halt discontinue retire co-locate ring-fence ringfence earmark reprioritise triage onboard "
    "mentor coach tutor shelter rehome rescue evacuate rehearse simulate upload broadcast caption glaze reroof rewire "
    "solarise chlorinate flush reline empty sweep compost seed sow plough mulch prune graze cull trap patrol tow "
    "impound "
    "realign signalise mount hang paint wire renegotiate reassess rebalance recalibrate reconfigure reconstruct "
    "reconvene reissue reopen repaint repurpose reroute resettle resubmit table "
    "unblock untie decouple shorten lengthen double treble plug bridge narrow eradicate".split()
)
"""Base forms that begin an order ("Publish …") or follow "will"."""

EFFECTS = frozenset(
    "enable allow help lay benefit unleash mean depend remain become result contribute serve "
    "come need be have bring take require lead give show "
    "include likely continue see inspire shape able receive enjoy experience gain affect hit threaten "
    "suffer face happen "
    "occur matter pose harm impact influence worsen dominate".split()
)
"""Verbs that tell what will come of something rather than what will be done, after a subject that is no body."""

CHANGES = frozenset(
    "reduce increase improve save lower cut decrease avoid raise drive prevent speed streamline boost "
    "achieve "
    "help generate deliver enhance strengthen".split()
)
RULES = frozenset(
    "standard standards regulation regulations rules law laws legislation requirements act".split()
)
"""What changes something by being in force: its effect is no promise of those who write about it."""

BODY_WORDS = frozenset(
    "administration admiralty agencies agency alliance archives army assembly association "
    "authorities authority bank board boards branch bureau bureaus cabinet center "
    "centre centres chamber cities city college command commission commissions committee "
    "committees communities company congress constabulary consortium "
    "corporation council councils counties county court courts department departments "
    "directorate district districts division divisions employer enterprise enterprises "
    "executive federation firm foundation government governments group groups hospital "
    "hospitals house inspectorate institute institution institutions league legislature "
    "library mayor ministries minister ministry municipalities municipality nhs office "
    "offices organisation organisations organization organizations parliament partners "
    "partnership "
    "party police president province provinces school schools secretariat secretary senate "
    "service staff state taskforce team teams town township treasury "
    "trust trusts union unit units university universities villages village providers "
    "systems icbs cdos cdo officer officers clerk clerks leaders delegation region prefecture working "
    "head heads panel panels principals headteachers teachers manager managers engineer coordinator co-ordinator "
    "superintendent "
    "principal registrar treasurer controller surveyor "
    "architect planner inspector headteacher warden librarian curator ombudsman auditor solicitor adviser advisor "
    "convener chairman chairwoman chairperson rector dean provost chancellor bursar localities "
    "director directors governor president administrator chief chair commissioner".split()
)
COMMON_BODIES = frozenset(
    "localities agencies agency city government governments administration council councils department "
    "departments ministries ministry authority authorities team teams university "
    "universities schools "
    "committee committees board boards state states county counties province provinces "
    "company companies partners municipality municipalities bureau bureaus commission "
    "institutions organizations organisations "
    "offices office regions districts cdos trusts systems providers employers hospitals staff officers "
    "officials".split()
)
"""Those of them that name a body also when written small: "all agencies", "the city"."""
NOT_BODIES = frozenset(
    "plan strategy program programme project projects report memorandum guidance policy "
    "policies effort efforts initiative initiatives action actions process resources data "
    "catalog order website "
    "platform portal system framework standard standards agreement goal goals work act law "
    "bill legislation summit measure measures assessment tool tools assessments playbook "
    "model "
    "recommendation recommendations manual section chapter document sessions meeting session "
    "plenary budget funding fund grant approach event events "
    "training survey study studies dashboard council's services improvements improvement reporting "
    "changes updates "
    "steps findings sections chapters handbook guide toolkit booklet leaflet brochure charter".split()
)
PRONOUNS = frozenset("it this that these those they which who there he she what".split())

EFFECT_SUBJECTS = frozenset("it this that these those which there".split())

PAST_VERBS = frozenset(
    "was were had did has have been launched established released published announced signed "
    "awarded received adopted completed issued created developed implemented reduced "
    "increased provided began became made took held led built won grew fell rose said noted "
    "showed found expanded improved introduced started used included supported worked helped "
    ""
    "continued identified conducted launched convened achieved delivered appointed hosted "
    "sent met gave wrote brought spent chose drew drove kept taught heard "
    "invested saved replaced confirmed approved directed required called".split()
)
VALUE_WORDS = frozenset(
    "critical crucial essential vital important believe believes think thinks feel "
    "imperative ambitious unfortunately fortunately clearly obviously remarkable exciting "
    "best great "
    "worst challenge challenging opportunity undoubtedly worsen threatens erodes undermines "
    "exacerbates deserves deserve hope hopes proud privilege bold powerful necessary".split()
)
MERE_EFFECTS = frozenset(
    "unleash enable allow lay benefit mean depend inspire able receive enjoy experience gain need "
    "affect threaten suffer "
    "happen matter harm influence worsen".split()
)
"""Of those, the ones that promise nothing even where a body is the subject."""

SLOGANS = re.compile(
    r"\b(?:spirit of|vigou?r|full throttle|new chapter|new strides|new journey|hold high|"
    r"unswervingly|mindset|complacency|greater results|gets? off to|beautiful picture|"
    r"determined and proactive|blueprint and|banner|maintain confidence|glorious|make due "
    r"contributions|go all out|keep in mind the|forge ahead|adher(?:e|ing) to the (?:general|guidance|guideline|"
    r"principle|"
    r"concept|leadership|path|tone|thought|overall)\w*)\b",
    re.IGNORECASE,
)
"""Words of exhortation, most often met in translated reports."""

REVIEW_HEADINGS = (
    "background introduction overview context progress achievements accomplishments status "
    "history baseline results findings summary foreword "
    "lessons acknowledgements acknowledgments methodology about profile inventory glossary "
    "references definitions"
).split()

UNIT_OPENERS = frozenset(
    "department ministry office agency bureau committee commission directorate council administration".split()
)
UNIT_ENDS = frozenset(
    (
        "revenue customs parliament cabinet department ministry office agency bureau committee "
        "commission directorate council administration authority departments treasury police "
        "archives service board secretariat division"
    ).split()
)
"""First and last words of headings that name a unit."""

# How soon people are served is no day by which the sentence is due: "patients seen within two weeks".
SERVED = re.compile(
    r"(?<!\bbe )(?<!\bbeen )\b(?:seen|treated|answered|resolved|processed|paid|determined|dealt with|responded to|"
    r"acknowledged|diagnosed|cleared|repaired|fixed|discharged|admitted|waiting|wait|treatment|appointments?|decisions|offered)\s*$"
)
# "build on the 2027 Action Plan": a year of a name.
NAMES_A_PLAN = re.compile(
    r" (?:[A-Z][\w’'-]{1,20} ){0,3}(?:Plan|Strategy|Report|Budget|Act|Agenda|Census|Survey|Update|Framework|Conference|"
    r"Summit|Games|Agreement|Review|Guidelines|Edition|Programme|Program|Roadmap)\b"
)
AFTER_EVENT = re.compile(
    r"(?!\s*(?:after|of|from|following) (?:the (?:date|issuance|publication|adoption) of )?"
    r"this (?:order|memorandum|guidance|directive|letter|notice|decision|plan|strategy|announcement|report)\b)"
    r"\s*(?:after|of|from|following)\s+(?:the\s+|its\s+|their\s+|this\s+)?(?!today|now|publication)[a-z0-9]",
    re.IGNORECASE,
)
"""A time after an event is of no day; after the text itself it counts from its own."""
