import Operations
import Pages
import Records

/// Exports that wait for somebody's word, and alarms.
enum ExportsController {
    static let routes: [Route] = [
        .get(ExportRequestsPage.address, .needsOne(of: [.approveExports, .export])) { visit in
            try await visit.show { workspace in
                ExportRequestsPage(
                    requests: try Exports(workspace).list(),
                    mayApprove: workspace.allows(.approveExports), viewer: workspace.access.user,
                    now: Int(workspace.clock().timeIntervalSince1970))
            }
        },
        Route.post("/exports/{export}", .needs(.approveExports)) { visit in
            let number = try visit.number(in: "export")
            let isApproved = visit.form["decision"] == "yes"
            let workspace = try visit.workspace
            return try await visit.work {
                try Exports(workspace).decide(number, isApproved: isApproved)
                return .redirect(
                    ExportRequestsPage.address,
                    notice: Notice(isApproved ? .exportApproved : .exportRefused))
            }
        }.afterStepUp,
        .get(AlarmsPage.address, .needs(.seeAccessLog)) { visit in
            try await visit.show { AlarmsPage(alarms: try Alarms($0).list()) }
        },
        .post("/alarms/{alarm}", .needs(.seeAccessLog)) { visit in
            let number = try visit.number(in: "alarm")
            let workspace = try visit.workspace
            return try await visit.work {
                try Alarms(workspace).close(number)
                return .redirect(AlarmsPage.address, notice: Notice(.alarmClosed))
            }
        },
    ]
}
