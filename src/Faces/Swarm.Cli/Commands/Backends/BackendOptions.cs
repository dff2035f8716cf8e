using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Engine.Remote;

namespace Swarm.Cli.Commands.Backends;

/// <summary>Where a run executes, and what it needs there.</summary>
/// <param name="fixedName">The backend, where the command is one backend's own; null to have it as an option.</param>
/// <param name="waits">Whether the command always waits for its runs.</param>
internal sealed class BackendOptions(string? fixedName = null, bool waits = false)
{
    private readonly Option<string?> _backend = new("--backend")
    {
        Description = "Where the step runs: local (the default), github or gitlab. The options below are for the latter two.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _workflowRef = new("--workflow-ref")
    {
        Description = "The workflow that it must run under, pinned: owner/repo/.github/workflows/swarm-run.yml@ and the commit's 40 hex digits; else the setting 'workflow_ref'.",
        HelpName = "REF",
    };

    private readonly Option<string?> _dispatchRef = new("--dispatch-ref")
    {
        Description = "The branch or tag to dispatch, which must point at the pinned commit; else the default branch.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _recipient = new("--runner-recipient")
    {
        Description = "The age recipient of the runner, to which the run is sealed; else the setting 'runner_recipient'.",
        HelpName = "age1…",
    };

    private readonly Option<string?> _store = new("--bundle-store")
    {
        Description = "Where the sealed bundle is put for the runner: file:///…, s3://bucket/prefix, …; else the setting 'bundle_store', else the backend's own place.",
        HelpName = "URI",
    };

    private readonly Option<bool> _unconfined = new("--allow-unconfined")
    {
        Description = "Let the step run where nothing confines it away from the runner; the certificate says so.",
    };

    private readonly Option<bool> _echo = new("--echo-output")
    {
        Description = "Let the step's output show in the backend's own log, which others may read; it comes back sealed either way.",
    };

    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Come back once the run has begun, in a process of its own or on the backend; 'run wait', 'run logs', 'run cancel' and 'run collect' go on with it." };

    private readonly AccessOptions _access = new();
    private readonly CollectOptions _collect = new();

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        _backend.AcceptOnlyFromAmong(BackendNames.Local, BackendNames.GitHub, BackendNames.GitLab);
        if (fixedName is null)
        {
            command.Add(_backend);
        }

        foreach (var option in new Option[] { _workflowRef, _dispatchRef, _recipient, _store, _unconfined, _echo })
        {
            command.Add(option);
        }

        if (fixedName is null)
        {
            if (!waits)
            {
                command.Add(_noWait);
            }

            _access.AddWaitTo(command);
            _collect.AddTo(command);
        }
    }

    /// <summary>Whether only the run's beginning is waited for.</summary>
    public bool IsNoWait(Invocation invocation) => fixedName is not null || (!waits && invocation.Get(_noWait));

    /// <summary>What was given; null for a run that executes here.</summary>
    public BackendRequest? Read(Invocation invocation)
    {
        var name = fixedName ?? invocation.Get(_backend) ?? BackendNames.Local;
        return string.Equals(name, BackendNames.Local, StringComparison.Ordinal) ? null : new BackendRequest
        {
            Name = name,
            WorkflowRef = invocation.Get(_workflowRef),
            DispatchRef = invocation.Get(_dispatchRef),
            Recipient = invocation.Get(_recipient),
            BundleStore = invocation.Get(_store),
            AllowUnconfined = invocation.Get(_unconfined),
            EchoOutput = invocation.Get(_echo),
            NoWait = IsNoWait(invocation),
            Access = _access.Read(invocation),
            Trust = _collect.Read(invocation),
        };
    }
}
