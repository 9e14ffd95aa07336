import Operations
import Records

/// What a SIS says by itself.
enum APISIS {
    static let routes = [changed]

    /// The most students that are named at once; more are told without names.
    private static let most = 500

    private static let changed = APIRoute(
        method: .post, path: APIRoute.root + "/sis/changes", id: "noteSISChanges",
        tag: "sis",
        words: "Says that students changed in the SIS, so that it is asked for them within about a "
            + "minute. Without students it is asked for all that changed. Saying it twice does "
            + "nothing more.",
        scopes: [.sisNotify], rights: [.linkStudents],
        body: .json(
            .object(
                .required("source", .line(200, shortest: 1).like("Fernton SIS")),
                .optional(
                    "sourcedIDs",
                    .array(of: .line(255, shortest: 1), most: most).saying(
                        "The students, by the sourcedId that the OneRoster service has for them.")
                ))),
        success: .init(
            status: .ok,
            schema: .object(
                .required(
                    "waiting",
                    .integer(0...SISState.mostWaiting).saying(
                        "How many students are still to be asked for.")),
                .required("isAll", .boolean.saying("Whether all that changed is."))),
            words: "What waits."),
        answer: { call in
            let source = call.body["source"]?.text ?? ""
            let ids = (call.body["sourcedIDs"]?.array ?? []).compactMap(\.text)
            return try await call.work { workspace in
                .ok(try SISSources(workspace).note(changed: ids, in: source))
            }
        })
}
