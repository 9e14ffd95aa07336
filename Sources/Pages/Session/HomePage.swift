/// What there is to do.
public struct HomePage: PageContent {
    public init() {}
    public var title: Phrase { .home }
    public var section: Section { .home }
    public var body: HTML { .empty }
}
