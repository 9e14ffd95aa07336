extension Nicknames {
    /// Forms of first names, the second half of the lines.
    static let lastForms = """
        kimberly kim kimmy kimber
        kristen kris kristi krissy
        kristopher kris chris
        laura laurie lori
        lauren laurie lauryn ren
        lawrence larry laurie lars
        leah lee
        leilani lani lei
        leon leo lee
        leonard leo len lenny
        leonardo leo leon nardo
        leroy lee roy
        leslie les
        leticia lety letty tish
        lillian lily lil lilly
        lincoln linc
        linda lindy lin
        logan loge
        lorenzo enzo larry renzo
        louis lou louie lewis
        louise lou lulu
        lourdes lulu
        lucas luke luca lukas
        lucía lucia lucy
        lucille lucy lou
        lucy lulu lucinda
        luis lou louie lucho luisito
        luz lucy
        lydia lyddie
        mackenzie mac kenzie makenzie
        madeline maddie maddy madeleine madelyn lina
        madison maddie maddy
        magdalena lena magda maggie
        makayla kayla mikayla michaela
        manuel manny manolo
        marcus marc mark marco marcos
        margaret maggie meg peggy marge margie greta rita madge daisy margot margarita
        margarita rita mago maggie
        maria mary mari ria
        maría mary mari
        mariana mari ana
        marianne mary anne mari
        marilyn mary lyn
        marisol mari sol
        marjorie marge margie
        marshall marsh
        martha marty mattie
        martin marty
        mary molly polly mae mamie mitzi
        matías matias mati matt
        mateo matt teo
        matthew matt matty mathew
        maureen mo
        maurice maury mo
        maximilian max
        maxwell max
        megan meg meggie meghan
        melanie mel
        melinda mindy mel linda
        melissa mel missy lissa
        mercedes meche mercy
        michael mike mikey mick mickey micah mitch miguel mikhail
        michelle shelly mickey chelle
        miguel mike migue
        mildred millie
        miranda mandy randa
        mitchell mitch
        mohammed mo mohamed muhammad mohammad mohamud
        monica mon moni
        morgan mo
        nancy nan
        natalia nat talia nati
        natalie nat nattie tally
        natasha tasha nat
        nathan nate nat
        nathaniel nate nathan nat than
        nicholas nick nicky nico nic cole nicolas nikolas
        nicolás nicolas nico nick
        nicole nikki nicky cole nicki
        noah no
        norma normie
        octavio tavo
        olivia liv livvy ollie via
        oliver ollie noll
        oscar ozzie
        owen o
        pablo paul
        pamela pam
        patricia pat patty trish tricia patsy
        patrick pat paddy rick
        paul pauly
        paula pauly polly
        pedro pete perico
        penelope penny nell
        peter pete
        philip phil pip phillip
        phoebe bee
        phyllis phyl
        priscilla cilla prissy
        rachel rach rae
        rafael rafa rafe ralph raphael
        ramón ramon moncho ray
        randall randy rand
        raul rudy
        raymond ray
        raymundo ray mundo
        rebecca becky becca bec reba
        regina gina reggie
        reginald reggie reg
        ricardo rick ricky rico richard
        richard rick rich dick ricky richie
        robert rob bob bobby robbie bert
        roberta bobbie robbie
        roberto beto rob robert tito
        rocío rocio chio
        rodolfo rudy fito
        rodney rod
        rodrigo rod rigo
        roger rodge
        roland rollie
        ronald ron ronnie
        rosa rosie rose rosita
        rosalind rose roz
        rosemary rose rosie
        rosario chayo charo
        russell russ rusty
        ruth ruthie
        ryan ry
        salvador sal chava
        samantha sam sammy
        samuel sam sammy
        sandra sandy
        santiago santi chago tiago diego
        sarah sally sadie sara
        savannah sav vanna
        scarlett scar lettie
        scott scotty
        sebastian seb bas bastian sebastián
        sergio checo serge
        seth sethy
        shannon shan
        sheila shea
        sierra si
        silvia syl sylvia
        socorro coco
        sofía sofia sofi sophie
        solomon sol
        sophia sophie soph sofia
        spencer spence
        stanley stan
        stella ella
        stephanie steph stevie stefanie fanny
        stephen steve steph stevie steven
        steven steve stevie
        stuart stu stewart
        susan sue susie suzy
        susana susi susie
        suzanne sue suzy
        sydney syd
        sylvester sly
        tabitha tabby
        tamara tammy tam mara
        taylor tay
        terence terry
        teresa terry tess tessa tere theresa
        thaddeus tad thad
        theodore ted teddy theo
        theresa terry tess tessa tracy
        thomas tom tommy thom
        tiffany tiff
        timothy tim timmy
        tobias toby
        tomás tomas tommy tom
        tracy trace
        trevor trev
        trinity trin
        tyler ty
        valentina val vale tina
        valeria val vale
        valerie val
        vanessa van nessa
        verónica veronica vero ronnie
        vicente vince chente
        victor vic
        victoria vicky tori vic vicki
        vincent vince vinny vin
        violet vi lettie
        virginia ginny gina ginger
        vivian viv vivi
        walter walt wally
        wesley wes
        william will bill billy willie liam willy
        winifred winnie freddie
        ximena xime mena
        yesenia yesi jesenia
        yolanda yoli yola
        zachary zach zack zac zachariah
        zoe zo
        aleksei alyosha lyosha alex
        dmitry dima mitya
        ekaterina katya kate
        evgeny zhenya gene
        ivan vanya
        mykola kolya nick
        oleksandr sasha alex
        oleksandra sasha alex
        olena lena
        tetiana tanya tania
        volodymyr vova volodya
        yelena lena elena
        yulia julia
        abdullahi abdi
        abdirahman abdi
        abdulkadir abdi
        ahmed ahmad
        fatima fadumo fatuma
        khadija khadra
        yusuf joseph
        ibrahim abe
        harpreet preet
        gurpreet preet gary
        """
}
