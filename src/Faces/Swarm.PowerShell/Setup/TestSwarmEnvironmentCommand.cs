using System.Management.Automation;
using System.Security;
using Swarm.Engine.Diagnosis;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;
using Swarm.PowerShell.Runs;
using Swarm.PowerShell.Secrets;

namespace Swarm.PowerShell.Setup;

/// <summary>Checks what Swarm needs of this machine, and of a backend, and says what to do about each gap. Nothing is changed.</summary>
/// <example>
/// <code>Test-SwarmEnvironment</code>
/// <para>Shows all checks.</para>
/// </example>
/// <example>
/// <code>Test-SwarmEnvironment | Where-Object Status -NE passed</code>
/// <para>Shows what is amiss.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "SwarmEnvironment")]
[OutputType(typeof(SwarmCheck))]
public sealed class TestSwarmEnvironmentCommand : SwarmCommand
{
    /// <summary>Checks too what runs on this backend need: the token and its scopes, the workflow at its pin, the environment and its secret, the API's version, clocks.</summary>
    [Parameter]
    public SwarmBackend Backend { get; set; }

    /// <summary>The pinned workflow of the backend. By default the setting 'workflow_ref'.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkflowRef { get; set; }

    /// <summary>The branch or tag that would be dispatched. By default the default branch.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DispatchRef { get; set; }

    /// <summary>The backend's token: a SecureString, a credential, or the name of a secret in a SecretManagement vault. By default that of its variable (GH_TOKEN, GITLAB_TOKEN), else of its own command.</summary>
    [Parameter]
    [ValidateNotNull]
    [Secret]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public SecureString? Token { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var backend = BackendCalls.NameOf(Backend) is not { } name ? null : new BackendCheckRequest
        {
            Name = name,
            WorkflowRef = WorkflowRef,
            DispatchRef = DispatchRef,
            Access = BackendCalls.Access(Token),
        };
        WriteObject(Doctor.RunAsync(MakeOptions(), backend, Cancellation).GetAwaiter().GetResult().Select(SwarmCheck.From), enumerateCollection: true);
    }
}
