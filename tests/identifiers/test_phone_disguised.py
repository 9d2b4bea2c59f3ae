"""Phones in disguise from end to end: which number, which characters; and what is no number, however it looks."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import takes_linear_time

from graphkit import extract
from graphkit.identifiers.base import Context
from graphkit.identifiers.phone_disguised import DISGUISED
from graphkit.settings import Settings

JOINS = 0.7

# Regions given, the text with the number's characters between ⟦ and ⟧, the number.
POSITIVES = [
    # words, one digit each
    ("US", "call me ⟦two zero two five five five zero one four three⟧ anytime", "+12025550143"),
    ("US", "call ⟦two-zero-two five-five-five zero-one-four-three⟧", "+12025550143"),
    ("US", "⟦Three One Two. Five Five Five. Zero One Seven Eight⟧", "+13125550178"),
    ("US", "text ⟦SEVEN O TWO FIVE FIVE FIVE O ONE FOUR FOUR⟧ now", "+17025550144"),
    ("GB", "ring ⟦oh double-seven double-oh nine double-oh one two three⟧ x", "+447700900123"),
    ("GB", "⟦zero seven seven zero zero nine zero zero four five six⟧ call only", "+447700900456"),
    ("RU", "звони ⟦восемь девять семь два пять восемь три шесть один ноль четыре⟧", "+79725836104"),
    ("", "пишите ⟦восемь девятьсот семьдесят два пятьсот восемьдесят три шестьдесят один ноль четыре⟧", "+79725836104"),
    ("", "мой номер плюс ⟦семь девять семь шесть два девять четыре ноль семь один пять⟧", "+79762940715"),
    ("RU", "nomer ⟦vosem devyat sem dva pyat vosem tri shest odin nol chetyre⟧", "+79725836104"),
    ("KZ", "хабарлас ⟦сегіз жеті нөл нөл нөл нөл нөл төрт бес бір сегіз⟧", "+77000004518"),
    ("KZ", "⟦сегіз жеті жүз нөл нөл нөл алпыс үш жиырма тоғыз⟧ вацап", "+77000006329"),
    ("UA", "дзвони ⟦нуль дев'ять дев'ять нуль нуль нуль чотири вісім два один⟧", "+380990004821"),
    ("UA", "тел ⟦нуль девяносто дев'ять нуль нуль нуль сорок вісім двадцять один⟧", "+380990004821"),
    ("ES", "llámame ⟦seis cero cero cero cero cero dos cuatro ocho⟧", "+34600000248"),
    ("ES", "llama al ⟦seiscientos cero cero cero doscientos cuarenta y ocho⟧ guapo", "+34600000248"),
    ("PT", "liga ⟦nove um zero zero zero zero cinco seis quatro⟧", "+351910000564"),
    ("BR", "chama ⟦um um nove zero zero zero zero oito três meia dois⟧", "+5511900008362"),
    ("FR", "appelle ⟦zéro six trente-neuf quatre-vingt-dix-huit quinze vingt-six⟧", "+33639981526"),
    ("FR", "⟦zero six trois neuf neuf huit un cinq deux six⟧ merci", "+33639981526"),
    ("DE", "ruf an ⟦null eins sieben eins drei neun zwei null null drei eins⟧", "+491713920031"),
    ("TR", "ara ⟦sıfır beş sıfır beş sıfır sıfır sıfır yedi iki altı üç⟧", "+905050007263"),
    ("TR", "numaram ⟦sıfır beş yüz beş sıfır sıfır sıfır yetmiş iki altmış üç⟧", "+905050007263"),
    ("UZ", "tel ⟦to'qqiz nol nol nol nol besh bir yetti to'qqiz⟧", "+998900005179"),
    ("UZ", "raqam ⟦to'qson nol nol nol ellik bir yetmish to'qqiz⟧", "+998900005179"),
    ("UZ", "⟦тўққиз нол нол нол нол беш бир етти тўққиз⟧", "+998900005179"),
    ("TM", "jaň ediň ⟦sekiz alty bir nol nol üç ýedi dört alty⟧", "+99361003746"),
    # mixed and glued
    ("US", "hmu ⟦2sixseven 5five5 zero1four2⟧", "+12675550142"),
    ("US", "⟦tw0 zer0 tw0 5five5 ol43⟧ babe", "+12025550143"),
    ("US", "⟦4one5-fivefive5-01seven4⟧", "+14155550174"),
    ("US", "⟦twozerotwofivefivefivezeroonefourthree⟧", "+12025550143"),
    ("US", "⟦fiveohfour-tripfive-zero1seven9⟧ outcall", "+15045550179"),
    ("US", "starts with ⟦804 , then three 5s , then 0 1 3 1⟧ , west end", "+18045550131"),
    ("RU", "⟦восемь 973 три ноля 62 двенадцать⟧, массаж", "+79730006212"),
    # words between all groups, none of them a quantity
    ("US", "⟦817 baby 555 come see me 0161⟧ I wait", "+18175550161"),
    ("US", "mi cel: ⟦956 mi amor 555 y luego 0132⟧, solo", "+19565550132"),
    ("", "⟦972 котик 318 звони 05 скорее 76⟧, жду", "+79723180576"),
    ("US", "(⟦two)(zero)(two) 555 (zero)(one)(four)(three⟧)", "+12025550143"),
    ("US", "call ⟦three 1 two 5 five 5 zero 1 four 2⟧", "+13125550142"),
    ("RU", "⟦8девять72пять83шесть1ноль4⟧", "+79725836104"),
    ("RU", "звони ⟦8 девять семь два 583 шесть один 04⟧", "+79725836104"),
    ("RU", "⟦8 972 пять восемь три 61 ноль четыре⟧ Аня", "+79725836104"),
    ("ES", "⟦seis00 cero00 dos48⟧", "+34600000248"),
    ("DE", "⟦0171 drei neun zwei null null drei eins⟧", "+491713920031"),
    # misspelt, stuttered, letters of two alphabets
    ("US", "⟦too zero too fiive fivve five zeero won fore threee⟧ baby", "+12025550143"),
    ("US", "⟦two zreo two five five five zero one four three⟧", "+12025550143"),
    ("RU", "⟦вoсeмь дeвять сeмь двa пять вoсемь три шeсть oдин нoль чeтырe⟧", "+79725836104"),
    ("RU", "⟦восим дивять сем два пять восим три шесть адин ноль читыре⟧", "+79725836104"),
    # letters for digits
    ("US", "text me ⟦2O2 555 Ol43⟧", "+12025550143"),
    ("US", "call ⟦2o2-5S5-0I43⟧", "+12025550143"),
    ("US", "(⟦3l2) 555-Ol78⟧ call", "+13125550178"),
    ("GB", "ring ⟦O77OO 9OOI23⟧", "+447700900123"),
    ("RU", "тел ⟦8 972 58З 6I О4⟧", "+79725836104"),
    ("RU", "звони ⟦8-97З-8О1-64-92⟧", "+79738016492"),
    # signs and pictures
    ("US", "⟦2*0*2*5*5*5*0*1*4*3⟧", "+12025550143"),
    ("US", "(⟦2)(0)(2)(5)(5)(5)(0)(1)(4)(3⟧)", "+12025550143"),
    ("US", "call ⟦202 💋 555 💋 0143⟧", "+12025550143"),
    ("US", "⟦2💋0💋2💋5💋5💋5💋0💋1💋4💋3⟧", "+12025550143"),
    ("US", "call ⟦202~~555~~0143⟧", "+12025550143"),
    ("US", "{⟦202} [555] <0143⟧>", "+12025550143"),
    ("US", "call me 🌹 ⟦2️⃣0️⃣2️⃣ 🌹 5️⃣5️⃣5️⃣ 🌹 0️⃣1️⃣4️⃣3⟧️⃣ 🌹", "+12025550143"),
    ("US", "⟦②⓪② ★ ⑤⑤⑤ ★ ⓪①④③⟧", "+12025550143"),
    ("US", "⟦❷⓿❷ ★ ❺❺❺ ★ ⓿❶❹❸⟧", "+12025550143"),
    ("GB", "⟦07700 ♥ 900 ♥ 123⟧", "+447700900123"),
    ("RU", "⟦8 ☎ 972 ☎ 583 ☎ 61 ☎ 04⟧", "+79725836104"),
    ("US", "⟦２０２ ★ ５５５ ★ ０１４３⟧", "+12025550143"),
    # words between, lines
    ("US", "call ⟦202 then 555 then 0143⟧", "+12025550143"),
    ("US", "area code ⟦202 then 555 and 0143⟧", "+12025550143"),
    ("US", "text ⟦202 (kisses) 555 (kisses) 0143⟧", "+12025550143"),
    ("US", "⟦202 baby 555 baby 0143⟧ baby", "+12025550143"),
    ("US", "call ⟦202\n555\n0143⟧", "+12025550143"),
    ("US", "⟦2\n0\n2\n5\n5\n5\n0\n1\n4\n3⟧", "+12025550143"),
    ("US", "two\nlines: ⟦five one five\nfive five five\nzero one six six⟧", "+15155550166"),
    ("RU", "звони ⟦8 972 потом 583 потом 61 04⟧", "+79725836104"),
    ("RU", "⟦8 девять семь два\nпять восемь три\nшесть один ноль четыре⟧", "+79725836104"),
    ("FR", "appelle ⟦06 puis 39 puis 98 puis 15 puis 26⟧", "+33639981526"),
    # country codes
    ("", "call plus ⟦one two zero two five five five zero one four three⟧", "+12025550143"),
    ("", "+ ⟦four four seven seven zero zero nine zero zero one two three⟧", "+447700900123"),
    ("", "⟦+1 two zero two 555 zero one four three⟧", "+12025550143"),
    ("", "⟦+7 девятьсот семьдесят два 583 шестьдесят один ноль четыре⟧", "+79725836104"),
    # the language speaks for its country where nothing else does
    ("", "mi número es ⟦seis cero cero cero cero cero siete tres uno⟧", "+34600000731"),
    ("", "beni ara ⟦sıfır beş sıfır beş sıfır sıfır sıfır üç sekiz bir dokuz⟧", "+905050003819"),
    ("", "call ⟦four one five five five five zero one seven four⟧", "+14155550174"),
    # prices, ages and measures around
    ("US", "Mia 24, 5'4, 110 lbs, 34C, 120 roses hh, ⟦two 0 two five55 0one4three⟧, 9am-9pm", "+12025550143"),
    ("GB", "£80 hh £150 hr, ⟦oh seven seven double oh nine hundred one two three⟧, age 22", "+447700900123"),
    ("RU", "Час 3000, два часа 5000, 25 лет. ⟦8 девять семь два 583 шесть один 04⟧", "+79725836104"),
]  # fmt: skip

# Prose, schedules, measures, prices, scores, lists and codes: regions given, the text.
NEGATIVES = [
    ("US", "we had 300 guests in a hall of 555 seats and then 1320 more"),
    ("US", "built 315 homes there, 555 people came and then 0 left, 1 stayed"),
    ("ES", "6-4 3-6 7-5 / 6-0 0-0 ret. pista 3"),
    ("RU", "кадастр 77:05:0004011:1234, сборка 8.972.145.3602"),
    ("GB", "USt-IdNr. DE318842097, HRB 20471"),
    ("US", "one of us for two of you, no one else, and that one is for free too"),
    ("US", "I have one or two friends, three cats, four dogs, five fish and six birds at home, seven on Sundays"),
    ("US", "For one to two hours, three at most, you get four for five if you ask one of the six of us"),
    ("US", "one two three four five, once I caught a fish alive, six seven eight nine ten, then I let it go again"),
    ("US", "five little ducks went out one day, four little ducks, three little ducks, two ducks, one came back"),
    ("US", "ten nine eight seven six five four three two one zero lift off"),
    ("US", "He won one too many for me to count, ate eight oh so good, won two more for free"),
    ("GB", "one potato two potato three potato four, five potato six potato seven potato more"),
    ("RU", "раз два три четыре пять, вышел зайчик погулять, шесть семь восемь девять десять"),
    ("RU", "одна из нас для двоих, три раза в неделю, четыре часа, пять минут пешком, шесть дней из семи"),
    ("RU", "нам нужны два повара, три официанта и один администратор, график пять через два, семь часов"),
    ("RU", "квартира сто двадцать метров, сорок пять минут до центра, тридцать тысяч в месяц, пятьсот задаток"),
    ("KZ", "бір екі үш төрт бес алты жеті сегіз тоғыз он деп санаймыз"),
    ("KZ", "екі бөлмелі пәтер, жеті қабатты үй, үш бала, бір ит, төрт адам тұрамыз, бес жыл болды"),
    ("UA", "один раз два дні по три години, чотири кімнати, п'ять поверхів, шість місяців"),
    ("ES", "uno de nosotros para dos de ustedes, tres veces por semana, cuatro horas, cinco días, seis meses"),
    ("ES", "uno dos tres cuatro cinco seis siete ocho nueve diez, así cuentan los niños"),
    ("PT", "um de nós para dois de vocês, três vezes por semana, quatro horas, cinco dias, seis meses e sete anos"),
    ("FR", "un de nous pour deux de vous, trois fois par semaine, quatre heures, cinq jours, six mois, sept ans"),
    ("FR", "un deux trois nous irons au bois, quatre cinq six cueillir des cerises, sept huit neuf dans mon panier neuf"),
    ("DE", "eins zwei Polizei, drei vier Grenadier, fünf sechs alte Hex, sieben acht gute Nacht"),
    ("DE", "eine von uns für zwei von euch, drei Mal die Woche, vier Stunden, fünf Tage, sechs Monate"),
    ("TR", "bir iki üç dört beş altı yedi sekiz dokuz on diye sayıyor"),
    ("TR", "bir oda iki yatak üç kişi dört gece beş gün altı ay yedi hafta kalabilir"),
    ("UZ", "bir ikki uch to'rt besh olti yetti sakkiz to'qqiz o'n deb sanaymiz"),
    ("UZ", "ikki xonali uy, uch kishi, to'rt oy, besh yil, olti kun, yetti soat"),
    ("TM", "bir iki üç dört bäş alty ýedi sekiz dokuz on diýip sanaýarys"),
    ("TM", "iki otagly jaý, üç adam, dört aý, bäş ýyl, alty gün"),
    ("US", "mon 9-5 tue 9-5 wed 10-6 thu 10-6 fri 9-9 sat 12-6 sun closed"),
    ("GB", "open 9 to 5 monday, 10 to 6 tuesday, 9 to 9 friday, 10 to 4 saturday"),
    ("RU", "пн 9-18 вт 9-18 ср 10-19 чт 9-18 пт 9-17 сб 10-15"),
    ("FR", "du lundi au vendredi de 9 à 12 et de 14 à 19, samedi de 10 à 13"),
    ("US", "bus 5 at 10:15, 10:45, 11:15, 11:45, 12:15, 12:45 and 13:15"),
    ("US", "5'4, 110 lbs, 34C-24-36, 24 yo, size 6 shoe 7, 120 hh 200 hr 350 2hr"),
    ("US", "34DD 24 36, 5 ft 7, 125 lb, 23 y.o., 60/90/120 min, $100 $150 $200"),
    ("US", "bra sizes 32A 34B 36C 38D 40DD 42E in stock"),
    ("GB", "£60 30 min, £80 45 min, £100 60 min, £180 120 min"),
    ("RU", "рост 168, вес 55, грудь 3, 25 лет, час 3000, два часа 5000, ночь 15000"),
    ("RU", "100 руб за 1 шт, 500 руб за 6 шт, 1000 руб за 15 шт, 2000 руб за 35 шт"),
    ("TR", "boy 170 kilo 58 yaş 24, 1 saat 500 tl, 2 saat 900 tl, gece 2500 tl"),
    ("ES", "1 hora 100 euros, 2 horas 180 euros, 3 horas 250 euros, noche 600 euros"),
    ("FR", "30 min 80 euros, 45 min 100 euros, 1 h 150 euros, 2 h 280 euros"),
    ("DE", "30 min 80 euro, 45 min 100 euro, 60 min 150 euro, 120 min 280 euro"),
    ("US", "in 2019 there were 345, in 2020 there were 412, in 2021 there were 388, in 2022 there were 501"),
    ("US", "scores 21-14, 35-28, 17-10, 24-23, 31-3 over five weeks"),
    ("GB", "won 3-0, 2-1, 4-2, lost 1-0, 0-2, drew 1-1, 2-2, 0-0"),
    ("US", "set a 10 20 30, set b 15 25 35, set c 20 30 40, set d 25 35 45"),
    ("US", "resistor 4.7 k, 10 k, 22 k, 47 k, 100 k, 220 k, 470 k"),
    ("US", "dates:\n12\n05\n2024\n13\n05\n2024\n14\n05\n2024"),
    ("GB", "born 12 05 1984, moved 03 11 2002, back on 24 12 2019"),
    ("RU", "смены:\n12.05\n13.05\n14.05\n17.05\n18.05"),
    ("US", "1. bread\n2. milk\n3. eggs\n4. salt\n5. tea\n6. rice\n7. oil\n8. soap\n9. fish\n10. jam"),
    ("US", "chapter 1 page 12, chapter 2 page 45, chapter 3 page 78, chapter 4 page 103"),
    ("US", "lotto 4 8 15 16 23 42"),
    ("US", "sizes 36 37 38 39 40 41 42 available"),
    ("US", "rooms 101 102 103 104 105 106 107 are free"),
    ("US", "192.168.100.200 and 10.0.0.1 and 255.255.255.0"),
    ("US", "51.507400, -0.127800"),
    ("US", "gps 40.741895 -73.989308"),
    ("US", "order no 202 555 0143 21 has shipped"),
    ("RU", "ИНН 7702 5551 43, КПП 770201001"),
    ("US", "550e8400-e29b-41d4-a716-446655440000"),
    ("US", "d41d8cd98f00b204e9800998ecf8427e"),
    ("US", "serial o0l1-i1o0-s5b8-z2g9"),
    ("US", "lol lol lol so so so oil oil oil is is is go go go"),
    ("US", "SOS SOS SOS BOSS LOSS SOLO BIB BOB"),
    ("US", "h0t g1rl 4 u, l8r b8by, gr8 2 c u 2nite, w8 4 me 2day b4 9"),
    ("US", "24/7 365 days, 1 on 1, 2 for 1, 3 way, 50 50, 100 percent"),
    ("US", "version 2.0.2, 5.5.5, 0.1.4, 3.1.0 and 4.2.2"),
    ("US", "*** 555 *** 01** masked ***43"),
    ("GB", "one bed flat, two baths, three min to tube, four floors, five year lease, zero fee"),
    ("DE", "Mo-Do 9-12 und 14-18, Fr 9-12 und 14-16 Uhr"),
    ("DE", "Dienstag 10-13 und 15-19, Mittwoch 10-13, Samstag 9-14"),
    ("ES", "L-V 9-14 y 17-20, S 10-14, D cerrado"),
    ("ES", "lun 10-14 y 16-20 mar 10-14 y 16-20 mie 10-14 jue 10-14"),
    ("PT", "seg a sex 9-12 e 14-18, sab 9-13"),
    ("PT", "segunda 9-18 terça 9-18 quarta 10-19 quinta 9-18 sexta 9-17"),
    ("TR", "pzt 9-18 sal 9-18 çar 10-19 per 9-18 cum 9-17"),
    ("TR", "pazartesi 09-18, salı 09-18, çarşamba 10-19, perşembe 09-18"),
    ("UA", "пн 9-18 вт 9-18 ср 10-19 чт 9-18 пт 9-17 сб 10-15"),
    ("KZ", "дс 9-18 сс 9-18 ср 10-19 бс 9-18 жм 9-17"),
    ("UZ", "du 9-18 se 9-18 chor 10-19 pay 9-18 juma 9-17"),
    ("FR", "lun 9-12 et 14-18, mar 9-12 et 14-18, mer 9-12"),
    ("RU", "утро 9-12 день 12-16 вечер 16-20 ночь 20-24"),
    ("US", "morning 9-12 afternoon 12-4 evening 4-8 night 8-12"),
    ("US", "M-F 9-5 and 6-9, Sat 10-4 and 5-8"),
    ("US", "tonight 8-12, tmrw 9-1 and 3-7"),
    ("US", "I was born in nineteen eighty four and moved in two thousand five with seven dollars and two cents"),
    ("US", "one hundred twenty for one hour, two hundred for two, three fifty for three, five hundred for the night"),
    ("US", "one twenty half hour, one eighty hour, three fifty two hours, six hundred for four"),
    ("RU", "час три тысячи, два часа пять тысяч пятьсот, ночь пятнадцать тысяч"),
    ("RU", "сорок второй размер, сто семьдесят рост, пятьдесят пять вес, третий размер, двадцать пять лет"),
    ("RU", "рост сто семьдесят вес пятьдесят пять грудь три возраст двадцать четыре"),
    ("ES", "cien la media hora, ciento cincuenta la hora, doscientos cincuenta dos horas"),
    ("ES", "mido uno sesenta y cinco, peso cincuenta y dos, tengo veintitrés años, noventa sesenta noventa"),
    ("FR", "quatre-vingts la demi-heure, cent cinquante l'heure, deux cent cinquante les deux heures"),
    ("DE", "achtzig die halbe Stunde, hundertfünfzig die Stunde, zweihundertachtzig zwei Stunden"),
    ("DE", "neunzig sechzig neunzig, eins siebzig groß, fünfundfünfzig Kilo, vierundzwanzig Jahre"),
    ("TR", "yarım saat beş yüz, bir saat sekiz yüz, iki saat bin beş yüz, gece üç bin"),
    ("TR", "boy yüz yetmiş kilo elli beş yaş yirmi dört göğüs doksan bel altmış kalça doksan"),
    ("UZ", "yarim soat ikki yuz, bir soat uch yuz, ikki soat besh yuz ming"),
    ("KZ", "жарты сағат бес мың, бір сағат сегіз мың, екі сағат он бес мың"),
    ("PT", "cem a meia hora, cento e cinquenta a hora, duzentos e cinquenta duas horas"),
    ("PT", "noventa sessenta noventa, um metro e setenta, cinquenta e cinco quilos, vinte e quatro anos"),
    ("UA", "година вісімсот, дві години тисяча п'ятсот, ніч п'ять тисяч, двадцять три роки"),
    ("US", "measurements 36-24-36 height 5 6 weight 125 age 23 shoe 7 dress 4"),
    ("US", "stats 34 24 35, 5 5, 118, 22, brown eyes"),
    ("US", "sizes 2 4 6 8 10 12 14 16 18 in red, blue, black"),
    ("US", "size 5 5.5 6 6.5 7 7.5 8 8.5 9 9.5 10"),
    ("US", "rates 60/80/100/120/150/180 15/20/30/45/60/90"),
    ("US", "100hh 150hr 250 2hr 350 3hr 800 overnight 24 7"),
    ("RU", "1ч-3000 2ч-5500 3ч-8000 ночь-15000"),
    ("RU", "3000 час 5000 2 часа 12000 ночь 25 лет 168 рост 55 вес 3 грудь"),
    ("RU", "цены 1500 2500 3500 4500 5500 рублей"),
    ("RU", "25/168/55/3 апартаменты 3000 5000 15000"),
    ("US", "23 5 4 115 34 c 26 36"),
    ("US", "area 1200 sq ft 3 bed 2 bath 2 car built 1998 lot 0.25 hoa 150"),
    ("US", "apt 3b 2nd floor 1200 main st suite 405 zip 10001 near exit 24"),
    ("US", "1234 5th ave apt 6, New York, NY 10001"),
    ("US", "Psalm 23 1-6, John 3 16, Matthew 5 3-12, Luke 2 1-20"),
    ("US", "1 cup 2 eggs 3 tbsp 4 oz 350 f 45 min 8 servings 210 cal"),
    ("US", "hex 0x1F 0xA0 0b1010 0o755 0xFF 0x00"),
    ("US", "line 1 2 3 4 5 6 7 9 A C E trains"),
    ("US", "10, 9, 8, 7, 6, 5, 4, 3, 2, 1 go"),
    ("US", "3.14159265358979"),
    ("US", "pi is 3 1 4 1 5 9 2 6 5 3 5 8 9 7 9"),
    ("US", "1 1 2 3 5 8 13 21 34 55 89 144"),
    ("US", "2 3 5 7 11 13 17 19 23 29 31 primes"),
    ("US", "0 1 0 1 1 0 1 0 0 1 1 1 binary"),
    ("US", "card ends in four two four two, exp zero eight two seven, zip one zero zero zero one"),
    ("US", "pin five five five zero, code two zero two"),
    ("US", "flight AA 202 gate 55 seat 14c dep 01:43 arr 05:55"),
    ("US", "train 202 at 5 55 platform 01 coach 43"),
    ("US", "temp 20 25 30 35 40 45 degrees"),
    ("US", "heart rate 120 130 145 150, steps 10000 12000 9000"),
    ("US", "game on 20 2 2025 at 5 55 01 43"),
    ("RU", "12 мая 2024 года в 18 30, 13 мая в 19 00, 14 мая в 20 15"),
    ("RU", "дом 5 корпус 2 квартира 143 этаж 7 подъезд 3 код 1234"),
    ("RU", "ул Ленина 45 кв 12 домофон 12 этаж 3"),
    ("RU", "размеры 42 44 46 48 50 52 54"),
    ("RU", "набор 5 шт 100 гр 250 мл 12 мес гарантия 24 7"),
    ("ES", "talla 36 38 40 42 44 46 precio 25 30 35"),
    ("FR", "taille 36 38 40 42 44 prix 25 30 35 40"),
    ("DE", "Größe 36 38 40 42 44 Preis 25 30 35 40"),
    ("TR", "beden 36 38 40 42 44 fiyat 250 300 350"),
    ("US", "oh oh oh oh oh oh oh baby one two"),
    ("US", "ooo lll ooo III ooo lll sooo gooood"),
    ("US", "xoxo oo oo lol O O O O O I I I I"),
    ("US", "BLISS GLOSS BOSS SO SO GOOD OOOH 8 O O 8 O O"),
    ("US", "$$$ ll II ll II $$$ 100 200 300 $$$"),
    ("US", "IS IT 5 OR 6 OR 7 OR 8 OR 9 OR 10 OR 11"),
    ("US", "if 1 of 2 or 2 of 3 or 3 of 4 or 4 of 5 agree"),
    ("US", "I got 5 on it, 2 to go, 4 for me, 1 for u, 8 is 2 much 4 me"),
    ("US", "to be or not to be, for one to win two have to lose, three for four"),
    ("US", "win 2 to 1 or 5 to 4 or 7 to 2 or 9 to 1"),
    ("US", "nine one one or nine eight eight in an emergency, two one one for help"),
    ("US", "@user2025550143x"),
    ("US", "https://example.com/item/2o2-5five5-o143"),
    ("US", "ref: two zero two five five five zero one four three"),
    ("RU", "заказ номер восемь девять семь два пять восемь три шесть один ноль четыре"),
    ("RU", "ИНН восемь девять семь два пять восемь три шесть один ноль"),
]  # fmt: skip


def plain(marked: str) -> tuple[str, int, int]:
    """Return a text without its marks, and where they stood."""
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    return marked.replace("⟦", "").replace("⟧", ""), start, end


def phones(text: str, regions: str = "") -> list[tuple[str, str, float]]:
    """Return value, characters and confidence of the phones that extract reads."""
    frame = extract(text, settings=Settings(fictional_numbers=True, regions=regions))
    rows = frame[frame["kind"] == "phone"].to_dict("records")
    for row in rows:
        assert text[row["start"] : row["end"]] == row["raw"]
    return [(row["value"], row["raw"], row["confidence"]) for row in rows]


def joining(text: str, regions: str = "") -> list[tuple[str, str]]:
    return [(value, raw) for value, raw, sure in phones(text, regions) if sure >= JOINS]


@pytest.mark.parametrize(("regions", "marked", "value"), POSITIVES)
def test_a_disguised_number_joins_with_its_own_characters(regions: str, marked: str, value: str) -> None:
    text, start, end = plain(marked)
    assert joining(text, regions) == [(value, text[start:end])]


@pytest.mark.parametrize(("regions", "text"), NEGATIVES)
def test_what_is_no_number_joins_nothing(regions: str, text: str) -> None:
    assert joining(text, regions) == []
    assert joining(text) == []


@pytest.mark.parametrize(
    ("regions", "text", "values"),
    [
        ("US", "two zero two 555 0143 or three one two 555 0178", ["+12025550143", "+13125550178"]),
        ("US", "two zero two 555 0143, three one two 555 0178", ["+12025550143", "+13125550178"]),
        ("US", "two zero two 555 0143\nthree one two 555 0178", ["+12025550143", "+13125550178"]),
        ("US", "two zero two 555 0143 or 312-555-0178", ["+12025550143", "+13125550178"]),
        (
            "RU",
            "8 девять семь два 583 61 04 или 8 девять семь три 801 64 92",
            ["+79725836104", "+79738016492"],
        ),
        ("GB", "07700 nine hundred 123 and +44 7700 900124", ["+447700900123", "+447700900124"]),
    ],
)
def test_two_numbers_are_two(regions: str, text: str, values: list[str]) -> None:
    assert [value for value, _ in joining(text, regions)] == values


def test_plain_numbers_are_left_to_the_reader_of_phones() -> None:
    frame = extract(
        "202-555-0143, two zero two 555 0178", settings=Settings(fictional_numbers=True, regions="US")
    )
    assert [m.split(".")[0] for m in frame["method"]] == ["phone", "disguised"]


def test_numbers_for_fiction_show_and_do_not_join_unless_settings_say_so() -> None:
    text = "call two zero two five five five zero one four three"
    frame = extract(text, settings=Settings(regions="US"))
    assert frame["value"].tolist() == ["+12025550143"]
    assert frame["method"].tolist() == ["disguised.words.fictional"]
    assert frame["confidence"].max() < JOINS


def test_a_messenger_beside_a_disguised_number_is_its_hint() -> None:
    frame = extract(
        "whatsapp two zero two 555 zero one four three",
        settings=Settings(fictional_numbers=True, regions="US"),
    )
    assert frame["hint"].tolist() == ["whatsapp"]


def test_what_another_reader_has_claimed_is_not_read_again() -> None:
    text = "two0two.five55@mail.example or https://site.example/two-zero-two-555-0143"
    assert joining(text, "US") == []


def test_a_region_that_was_not_given_shows_and_does_not_join() -> None:
    assert joining("07seven00 nine00 one23", "FR") == []
    assert joining("07seven00 nine00 one23", "GB") == [("+447700900123", "07seven00 nine00 one23")]


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("two zero two 555 0143", "words"),
        ("2O2 555 Ol43", "letters"),
        ("202 💋 555 💋 0143", "signs"),
        ("202 then 555 then 0143", "between"),
    ],
)
def test_the_method_says_what_hides_it(text: str, method: str) -> None:
    (found,) = DISGUISED.judge(text, Context(given=("US",), fictional=True))
    assert found.method == f"disguised.{method}"


PIECES = st.lists(
    st.sampled_from(
        [
            "two",
            "zero",
            "five",
            "555",
            "0143",
            "2",
            "0",
            "l",
            "O",
            "o",
            "+",
            "-",
            "(",
            ")",
            ".",
            ",",
            "/",
            "*",
            "💋",
            "\n",
            "then",
            "call",
            "$",
            "100",
            "hours",
            "семь",
            "девять",
            "сто",
            "double",
            "8",
            "\x00",
            "’",
        ]
    ),
    max_size=25,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(st.one_of(PIECES, PIECES.map(lambda t: t.replace(" ", "")), st.text(max_size=80)))
def test_whatever_comes_finds_stand_in_order_and_hold_digits(text: str) -> None:
    found = DISGUISED.judge(text, Context(given=("US", "RU"), defaults=("GB",), fictional=True))
    assert [f.start for f in found] == sorted(f.start for f in found)
    for f in found:
        assert f.kind == "phone"
        assert f.value[0] == "+"
        assert f.value[1:].isdigit()
        assert 0 <= f.start < f.end <= len(text)
        assert text[f.start : f.end].strip() == text[f.start : f.end]
        assert 0 < f.confidence < 1
    sure = [f for f in found if f.confidence >= JOINS]
    assert all(a.end <= b.start for a, b in pairwise(sure))


@settings(max_examples=150, deadline=None)
@given(st.integers(100, 199), st.lists(st.integers(0, 5), min_size=10, max_size=10), st.sampled_from(" -_~"))
def test_a_number_is_read_however_its_digits_are_written(line: int, hows: list[int], between: str) -> None:
    number = f"2025550{line}"
    hows = [*hows[:5], 1, *hows[6:]]  # a word in the middle, or it may be no disguise at all
    spoken = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    shouted = [w.upper() for w in spoken]
    leet = [w.replace("o", "0") for w in spoken]
    writings = ("0123456789", spoken, shouted, "0123456789", leet, "0123456789")
    text = between.join(writings[how][int(d)] for how, d in zip(hows, number, strict=True))
    frame = extract(f"call {text}", settings=Settings(fictional_numbers=True, regions="US"))
    sure = frame[(frame["kind"] == "phone") & (frame["confidence"] >= JOINS)]
    assert sure["value"].tolist() == [f"+1{number}"]


def read(text: str) -> None:
    DISGUISED.judge(text, Context(given=("US", "GB", "RU"), fictional=True))
    DISGUISED.worth(pl.Series([text]))


@pytest.mark.parametrize("unit", ["o0", "2sixseven", ". ", "(", "\x00", "a", "0"])
def test_a_hostile_megabyte_takes_linear_time(unit: str) -> None:
    assert takes_linear_time(read, unit)


@pytest.mark.parametrize(
    "unit",
    [
        "one ", "1 a ", "1\n", "1!", "сто ", "two-", "202 then ", "1. ", "double 5 ", "5five5 ol43 ", "12345678 ", "$1 ",
        "1(", "seven\n",
    ],
)  # fmt: skip
def test_hostile_numbers_take_linear_time(unit: str) -> None:
    # What it reads costs more than what it passes over: an eighth of a megabyte shows the same growth.
    assert takes_linear_time(lambda text: read(text[: len(text) // 8]), unit)
