using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Diagnosis;

namespace Swarm.Cli.Commands.Setup;

/// <summary>Checks the machine.</summary>
internal sealed class DoctorCommand() : ImmediateCommand(
    "doctor", "Check what Swarm needs of this machine, and say what to do about each gap.")
{
    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var checks = Doctor.Run(invocation.Options);
        var failed = checks.Where(check => check.Status == DoctorStatus.Failed).ToArray();
        return invocation.Write(new Report
        {
            ExitCode = failed.Length == 0 ? ExitCodes.Success : ExitCodes.Of(ErrorCode.Unexpected),
            Errors = [.. failed.Select(check => ErrorEntry.From(ErrorCode.Unexpected, $"{check.Name}: {check.Detail} {check.Remedy}"))],
            Json = json => json.Array("checks", checks, check => json.Object(() =>
            {
                json.Text("name", check.Name);
                json.Text("status", NameOf(check.Status));
                json.Text("detail", check.Detail);
                json.Text("remedy", check.Remedy);
            })),
            Text = text => text.Table(["CHECK", "STATUS", "DETAIL"], checks.Select(check => new[]
            {
                check.Name, NameOf(check.Status), check.Remedy is null ? check.Detail : $"{check.Detail}. {check.Remedy}",
            })),
        });
    }

    private static string NameOf(DoctorStatus status) => status switch
    {
        DoctorStatus.Ok => "ok",
        DoctorStatus.Warning => "warning",
        _ => "failed",
    };
}
