using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Diagnosis;
using Swarm.Engine.Remote;

namespace Swarm.Cli.Commands.Setup;

/// <summary>Checks the machine.</summary>
internal sealed class DoctorCommand : SwarmCommand
{
    private readonly Option<string?> _backend = new("--backend") { Description = "Check too what runs on it need: github or gitlab.", HelpName = "NAME" };

    private readonly Option<string?> _workflowRef = new("--workflow-ref")
    {
        Description = "The pinned workflow of the backend; else the setting 'workflow_ref'.",
        HelpName = "REF",
    };

    private readonly Option<string?> _dispatchRef = new("--dispatch-ref")
    {
        Description = "The branch or tag that would be dispatched; else the default branch.",
        HelpName = "NAME",
    };

    public DoctorCommand()
        : base("doctor", "Check what Swarm needs of this machine, and of a backend, and say what to do about each gap.")
    {
        _backend.AcceptOnlyFromAmong(BackendNames.GitHub, BackendNames.GitLab);
        Add(_backend);
        Add(_workflowRef);
        Add(_dispatchRef);
    }

    protected override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var backend = invocation.Get(_backend) is not { } name ? null : new BackendCheckRequest
        {
            Name = name,
            WorkflowRef = invocation.Get(_workflowRef),
            DispatchRef = invocation.Get(_dispatchRef),
            Access = new BackendAccess { Trace = invocation.Streams.Tell },
        };
        var checks = await Doctor.RunAsync(invocation.Options, backend, cancellationToken);
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
