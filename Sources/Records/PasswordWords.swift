/// What passwords are made of that are guessed first. All of it is lower case, without accents and
/// blanks.
enum PasswordWords {
    /// Words that count as one character each, and whatever a school would think of first.
    static let all: [[Character]] = words.split { $0.isWhitespace }.map(Array.init)

    /// Long passwords that many people have.
    static let phrases = Set(
        texts.split { $0 == "\n" }.map { Array($0.filter { !$0.isWhitespace }) })

    private static let words = """
        password passwort passcode passphrase passwd pass secret letmein welcome admin
        administrator login signin signon user username guest default changeme changeit temporary
        temp testing test master access account security secure computer internet system server
        network desktop laptop homeroom school schools district teacher teachers student students
        classroom class principal registrar secretary counselor office superintendent education
        elementary middle high academy campus library learning kindergarten grade grades district
        unified county board staff faculty attendance roster enrollment graduate graduation
        homework lesson pencil recess mascot eagles tigers bears lions wildcats panthers bulldogs
        hawks cougars warriors falcons knights trojans mustangs vikings huskies raiders rams
        wolves sharks dragons spartans spring summer autumn fall winter january february march
        april may june july august september october november december monday tuesday wednesday
        thursday friday saturday sunday iloveyou love lovely loveyou forever always family mother
        father mommy daddy baby princess prince angel angels friend friends sister brother
        sunshine rainbow flower butterfly chocolate cookie cookies coffee cheese banana orange
        apple monkey dragon tiger horse puppy kitten football baseball basketball soccer hockey
        softball volleyball golf tennis cowboys yankees lakers steelers seahawks packers broncos
        patriots raiders superman batman spiderman ironman starwars pokemon minecraft fortnite
        mickey disney marvel avengers hogwarts gandalf matrix trustno shadow killer hunter ranger
        soldier jordan michael jennifer jessica ashley charlie thomas robert daniel matthew andrew
        joshua george william david james maria anthony america american freedom liberty jesus
        christ faith heaven blessed hello goodbye whatever nothing something anything please
        thankyou remember forget qwerty qwertz azerty asdf zxcv abc xyz google facebook microsoft
        windows apple amazon iphone samsung one two three four five six seven eight nine zero
        first second third the and you for are not this that with from our
        """

    private static let texts = """
        correct horse battery staple
        correct horse battery
        the quick brown fox
        the quick brown fox jumps over the lazy dog
        to be or not to be that is the question
        to be or not to be
        may the force be with you
        may the odds be ever in your favor
        live long and prosper
        i am your father luke
        you shall not pass
        winter is coming soon
        all work and no play
        once upon a time
        once upon a midnight dreary
        it was a dark and stormy night
        it was the best of times
        call me ishmael some years ago
        twinkle twinkle little star
        mary had a little lamb
        row row row your boat
        happy birthday to you
        jingle bells jingle bells
        take me out to the ball game
        we the people of the united states
        four score and seven years ago
        give me liberty or give me death
        i have a dream today
        in god we trust
        one nation under god
        home of the brave
        land of the free
        knowledge is power
        carpe diem carpe diem
        hakuna matata
        no place like home
        there is no place like home
        open sesame open sesame
        somewhere over the rainbow
        let it be let it be
        hello darkness my old friend
        dont stop believing
        we will rock you
        i will always love you
        never gonna give you up
        supercalifragilisticexpialidocious
        antidisestablishmentarianism
        pneumonoultramicroscopicsilicovolcanoconiosis
        a journey of a thousand miles
        an apple a day keeps the doctor away
        every cloud has a silver lining
        the early bird gets the worm
        reading writing arithmetic
        every student succeeds
        no child left behind
        do not forget the password
        this is my password
        my voice is my passport
        i forgot my password
        i hate passwords
        """
}
