extension Nicknames {
    /// Forms of first names, the first half of the lines.
    static let firstForms = """
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
        """
}
