"""Function words of some languages written with spaces: no phrase begins or ends with one."""

from __future__ import annotations

__all__ = ["FUNCTION_WORDS"]

_GERMAN = """
aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist
da damit dann das dass dein deine dem den denn der des dich die dies diese diesem diesen dieser
dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer für gar gegen
gibt ganz geht gab hab habe haben hat hatte hatten hätte hier hin hinter ich ihm ihn ihnen ihr ihre
ihrem ihren ihrer im immer in ins ist ja jede jedem jeden jeder jedes jetzt kann kein keine keinem
keinen keiner können könnte machen man mehr mein meine meinem meinen meiner mich mir mit muss müssen
nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seit sich sie
sind so soll sollen sollte sollten sondern sonst über um und uns unser unsere unserem unseren unter
viel viele vom von vor wann war waren warum was weil weiter welche wenn wer werden wie wieder will
wir wird wo wollen wurde wurden würde würden zu zum zur zwar zwischen
"""
_FRENCH = """
ai aie ainsi alors après assez au aucun aussi autre autres aux avant avec avoir avons bien car ce
cela celle celles celui ces cet cette ceux chaque chez comme comment contre dans de depuis des deux
doit donc dont du elle elles en encore entre est et était été être eux fait faire faut fois font il
ils je jusque juste la là le les leur leurs lui ma mais me même mes mieux moi moins mon ne ni non
nos notre nous on ont ou où par parce pas pendant peu peut plus pour pourquoi pourrait près puis
quand que quel quelle quelles quels qui quoi rien sa sans se sera ses si soit son sont sous sur ta
te tes toi ton toujours tous tout toute toutes très trop tu un une vers veut voir vos votre vous
"""
_SPANISH = """
al algo algunas algunos ante antes aquí así aún aunque bien cada casi como con contra cosa cual
cuando cuanto de debe del desde donde dos el él ella ellas ellos en entre era es esa esas ese eso
esos está están esta estas este esto estos fue ha hace hacer han hasta hay la las le les lo los más
me mi mientras mis mucho muchos muy nada ni no nos nosotros nuestra nuestro o otra otras otro otros
para pero poco por porque puede pueden pues que qué quien se sea según ser si sí sido sin sobre solo
son su sus también tan tanto te tiene tienen toda todas todo todos tu tus un una unas uno unos va
vez y ya yo
"""
_ITALIAN = """
abbiamo ad agli ai al alla alle allo anche ancora avere c'è che chi ci come con contro cosa così cui
da dagli dai dal dalla dalle dei del della delle dello deve di dopo dove due e è ed era essere fa
fare fino fra gli ha hanno ho i il in io la le lei li lo loro lui ma me meno mi mia mio molto ne nei
nel nella nelle nello noi non nostra nostro o ogni ora per perché però più poco può qualche quando
quanto quella quelle quelli quello questa queste questi questo qui se sempre senza si sia sono sta
stata stato su sua sue sugli sui sul sulla suo tra tutta tutte tutti tutto un una uno va vi voi
"""
_DUTCH = """
aan al alle alleen als altijd andere ben bij daar dan dat de deze die dit doen door dus een en er
gaan gaat geen geweest had heb hebben heeft hem het hier hij hoe hun iets ik in is ja je jij jullie
kan kon kunnen maar me meer men met mij mijn moet moeten na naar net niet niets nog nu of om omdat
ons onze ook op over te tegen toch toen tot u uit uw van veel voor waar waren was wat we weer wel
welke werd wie wij wil worden wordt zal ze zelf zich zij zijn zo zonder zou zouden
"""
_PORTUGUESE = """
a ainda além algo alguns antes ao aos aquele aquela aqui as até bem cada com como contra da das de
dela dele depois desde do dos e é ela elas ele eles em então entre era essa essas esse esses esta
está estão este estes eu faz fazer foi for há isso isto já lá mais mas me mesmo meu minha muito
muitos na nada não nas nem no nos nós nossa nosso num numa o onde os ou outra outras outro outros
para pela pelas pelo pelos pode podem por porque pouco qual quando que quem se sem sempre ser seu
seus só sobre sua suas também tanto te tem têm ter toda todas todo todos tudo um uma umas uns vai
você vocês
"""
FUNCTION_WORDS = frozenset(" ".join((_GERMAN, _FRENCH, _SPANISH, _ITALIAN, _DUTCH, _PORTUGUESE)).split())
