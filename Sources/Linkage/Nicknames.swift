import Delimited
import Records

/// Short and other usual forms of first names.
///
/// Each line is one name in its forms. A form may stand in several lines (`alex` for Alexander and
/// for Alexandra); two names agree where they share a line.
enum Nicknames {
    /// Whether two folded names are forms of one.
    static func areForms(_ left: Cell, _ right: Cell) -> Bool {
        guard let one = lines[key(left)], let other = lines[key(right)] else { return false }
        for line in one where other.contains(line) { return true }
        return false
    }

    /// The number of the first line that a name stands in; nil where it stands in none. Forms of
    /// one name often have the same, so that blocks can be made of it.
    static func firstLine(_ name: Cell) -> UInt16? { lines[key(name)]?.first }

    private static func key(_ name: Cell) -> UInt64 { ContentHash.hash(name, seed: 0) }

    private static let lines: [UInt64: [UInt16]] = {
        var lines: [UInt64: [UInt16]] = [:]
        for (number, line) in forms.split(separator: "\n").enumerated() {
            for name in line.split(separator: " ") {
                lines[ContentHash.hash(String(name), seed: 0), default: []]
                    .append(UInt16(truncatingIfNeeded: number))
            }
        }
        return lines
    }()

    private static let forms = """
        abigail abby abbie gail
        abraham abe bram
        adelaide addie adele
        adeline addie addy
        adrian ade adrien
        agnes aggie nessa
        albert al bert bertie alberto beto
        alejandra ale alexandra sandra alex
        alejandro ale alex alejo jandro
        alexander alex xander zander lex sasha al alec sandy aleksander
        alexandra alex lexi lexie sandra sasha alexa alexis ali xandra
        alfred al fred alfie freddie alfredo
        alice ali allie alicia
        alison ali allie allison
        amanda mandy manda amy
        amelia amy millie mia mel
        anastasia ana stacy stasia nastya asya
        andrea andi drea andie
        andrew andy drew andre andrei
        andrés andres andy
        angela angie angel
        angelina angie lina angel
        anna ann annie anya hannah ana anita nan
        annabelle anna belle bella annie
        anthony tony ant toni
        antonio tony toño tono antoine nio
        antoinette toni netta
        aracely araceli celi
        arthur art artie
        ashley ash lee
        augustus gus augie august
        barbara barb babs barbie
        bartholomew bart
        beatrice bea trixie beatriz betty
        benjamin ben benny benji benjy
        bernard bernie barney
        bethany beth
        bradley brad
        brandon bran
        brenda bren
        brian bry bryan
        bridget biddy bridie
        brittany britt britney
        brooklyn brook brooke
        caleb cale
        calvin cal
        cameron cam cami
        camila cami mila
        carlos carl charlie carlitos
        carmen carmela
        caroline carol carrie lina caro
        carolina caro carol
        cassandra cass cassie sandra
        catalina cata lina cathy
        catherine cathy cat cate katie kate kathy kat kitty katherine kathryn katharine
        katherine kathy kate katie kat kay kitty kathryn katharine katelyn katya
        cecilia ceci celia cissy
        charles charlie chuck chas chip carl
        charlotte charlie lottie char lotte
        chelsea chels
        chester chet
        christian chris kris
        christina chris christy tina chrissy kristina crissy cristina
        christine chris christy tina chrissy kristine
        christopher chris topher kit kris cristopher
        clara clare claire
        claudia claud
        clifford cliff
        clinton clint
        concepción concepcion concha conchita
        constance connie
        consuelo chelo
        cornelius neil con
        courtney court
        crystal chris krystal
        curtis curt
        cynthia cindy cyndi
        dakota koda
        daniel dan danny dani danilo
        daniela dani dany danielle
        danielle dani danni ella
        david dave davey davie davy
        deborah deb debbie debra
        delores dolores lola dee
        dennis den denny
        desiree desi dez
        diana di diane
        dominic dom nick dominick
        dominique nikki dom
        donald don donnie
        dorothy dot dottie dolly dora
        douglas doug
        dylan dyl
        edgar ed eddie
        edith edie
        edmund ed eddie ned
        eduardo eddie ed lalo edu
        edward ed eddie ted teddy ned
        edwin ed eddie win
        eleanor ellie nora nell ella elena lenore
        elena lena helen ellie
        elijah eli lijah
        elizabeth liz lizzie beth betsy betty eliza libby elisabeth bess ellie lisa liza elsie
        ella ellie
        ellen ellie nell helen
        emily em emmy millie
        emma em emmy
        emanuel manny emmanuel
        enrique kike quique henry
        eric rick ricky erik
        erica ricki erika
        ernest ernie ernesto neto
        esmeralda esme mera
        esperanza espe
        estela stella estella
        esther essie hester
        ethan eth
        eugene gene
        evangeline eva evie angie
        evelyn eve evie eva lyn
        ezekiel zeke
        ezra ez
        felicia fel licia
        felipe phil pipe
        fernanda fer nanda
        fernando fer nando
        florence flo florrie
        frances fran francie frankie fanny
        francesca fran frankie chesca
        francisca paca pancha fran
        francisco frank paco pancho cisco frankie
        francis frank fran frankie
        franklin frank frankie
        frederick fred freddie freddy rick fritz
        gabriel gabe gabi
        gabriela gabi gaby gabrielle
        gabrielle gabby gabi elle
        gavin gav
        genevieve gen jenny eve viv
        geoffrey geoff jeff
        george georgie jorge
        georgia georgie
        gerald gerry jerry gerardo
        gerardo jerry
        gertrude trudy gert
        gilbert gil bert gilberto
        giovanni gio gianni
        giselle gigi gisele
        gloria glo
        grace gracie
        gregory greg gregg gregorio goyo
        guadalupe lupe lupita
        guillermo memo will william
        gustavo gus tavo
        gwendolyn gwen wendy
        hannah hanna anna
        harold harry hal
        harriet hattie
        harrison harry
        hector hec
        helen nell nellie lena elena
        henry hank harry hal
        herbert herb bert
        hernán hernan nan
        hortencia tencha
        howard howie
        humberto beto bert
        ignacio nacho iggy
        isaac ike zac
        isabella bella izzy isa belle bel isabel isabelle
        isabel isa bella izzy chabela chavela
        isaiah zay ike
        isidore izzy dory
        ismael ish
        jacob jake jay coby jakob
        jacqueline jackie jacqui
        james jim jimmy jamie jay
        jane janie jenny
        janet jan
        jason jay jase
        jasmine jazz jas jazmín jazmin yasmin
        javier javi xavier
        jeanette jean jeanie
        jefferson jeff
        jeffrey jeff geoff
        jennifer jen jenny jenn jenna
        jeremiah jerry jeremy jem
        jeremy jerry jem
        jerome jerry
        jessica jess jessie
        jesús jesus chuy chucho
        joan joanie jo
        joanna jo joan anna joanne
        jocelyn joss lyn
        joel joey
        john johnny jack jon jonny ian sean juan
        jonathan jon john nathan jonny johnathan
        jordan jordy jory
        jorge coque george
        jose pepe joe joey
        josefina pepa fina josie
        joseph joe joey jo jody josef
        josephine jo josie fifi
        joshua josh
        josé pepe joe
        josue josh
        joyce joy
        juan juanito john
        juana juanita jane
        judith judy jude
        julia jules julie
        julian jules
        juliana jules julie liana
        julius jules julio
        justin just jus
        karen kari
        katelyn kate katie kaitlyn caitlin lynn
        kathleen kathy kate katie kay
        kayla kay
        kenneth ken kenny
        kevin kev
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
