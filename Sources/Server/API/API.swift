/// The addresses that programs ask.
enum API {
    /// All that can be asked for.
    static let routes: [APIRoute] =
        [document] + APIStudents.routes + APILinks.routes + APIMerges.routes + APIChanges.routes
        + APIImports.routes + APIPrograms.routes + APICodes.routes + APISIS.routes

    /// The answer is made where requests come in, for it is the same for everybody.
    private static let document = APIRoute(
        method: .get, path: APIRoute.root + "/openapi.json", id: "getDocument", tag: "document",
        words: "This document.", scopes: nil,
        success: .init(
            status: .ok, schema: JSONSchema(.any), words: "The OpenAPI document."),
        answer: { _ in APIAnswer(status: 200, body: OpenAPI.text) })
}
