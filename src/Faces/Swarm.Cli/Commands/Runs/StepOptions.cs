using System.CommandLine;
using System.Security.Cryptography;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Commands.Backends;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Contracts;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Execution.Episodes;

namespace Swarm.Cli.Commands.Runs;

/// <summary>What commands have in common that run a step: the step, and within what it runs.</summary>
/// <param name="step">What followed '--'.</param>
/// <param name="backend">Where it runs.</param>
/// <param name="isRace">Whether the step runs several times, so that what only one run can have is no option.</param>
internal sealed class StepOptions(IReadOnlyList<string> step, BackendOptions backend, bool isRace = false)
{
    private readonly Option<string?> _label = new("--label")
    {
        Description = "The branch's name; else the node's, or 'main' for a launch.",
        HelpName = "LABEL",
    };

    private readonly Option<TimeSpan?> _timeout = CommonOptions.Duration(
        "--timeout", "End the step after this time: 90s, 5m, 1h, or seconds.");

    private readonly Option<Dictionary<string, string>> _environment = new("--env")
    {
        Description = "Add a variable to the step's environment, with this value or the one that it has here; may be given more than once. It is recorded: no place for secrets.",
        HelpName = "NAME[=VALUE]",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = NameValue.ParseVariables,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<Dictionary<string, string>> _secrets = new("--secret")
    {
        Description = "Add a variable of yours to the step's environment that is masked in its log and recorded by name alone; may be given more than once.",
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = NameValue.ParseSecrets,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _cleanEnvironment = new("--clean-environment")
    {
        Description = "Give an unconfined step none of your variables but those that programs need; a confined one never has others.",
    };

    private readonly Option<long?> _logLimit = CommonOptions.Bytes(
        "--log-limit", "End the step when its log grows beyond this; 64MiB unless configured.");

    private readonly Option<long?> _outputLimit = CommonOptions.Bytes(
        "--output-limit", "The most that the step may leave in workspace and state; 8GiB unless configured.");

    private readonly Option<string> _restorePolicy = new("--restore-policy")
    {
        Description = "What to do where the node cannot be restored: fail_closed (the default), or allow_cold_start.",
        HelpName = "POLICY",
        DefaultValueFactory = _ => RestorePolicies.FailClosed,
    };

    private readonly Option<string?> _policy = CommonOptions.Path(
        "--policy", "FILE", "The policy that the run is made under; else the node's own, or none for a launch.");

    private readonly Option<string?> _route = new("--route")
    {
        Description = "Which way the step's traffic takes: none, direct (the policy's, else the default) or client_exit.",
        HelpName = "MODE",
    };

    private readonly Option<string?> _sandbox = new("--sandbox")
    {
        Description = "What keeps the step to its own folder: confined or none; else what the policy and the route need.",
        HelpName = "MODE",
    };

    private readonly Option<string?> _broker = new("--broker")
    {
        Description = "The broker of the route client_exit, as the run reaches it; else the setting, else your own on this machine.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _brokerPin = new("--broker-pin")
    {
        Description = "The pin of the broker's key, as the broker prints it; else the setting, else that of your own.",
        HelpName = "DIGEST",
    };

    private readonly Option<string?> _brokerSession = new("--broker-session") { Description = "The session whose providers make the connections.", HelpName = "NAME" };

    private readonly Option<string?> _ticket = CommonOptions.Path(
        "--ticket", "FILE", "A ticket that was issued for the run; else one is. Its worker's key lies beside it.");

    private readonly Option<int> _retries = new("--retries")
    {
        Description = "Try a step that fails or runs out of time again, up to N times, each from what it started with.",
        HelpName = "N",
    };

    private readonly Option<string?> _nonce = new("--nonce")
    {
        Description = "A value from whoever will accept the run, who accepts it once: up to 128 printable characters.",
        HelpName = "TEXT",
    };

    private readonly Option<TimeSpan?> _validFor = CommonOptions.Duration(
        "--valid-for", "How long the run may be accepted once it is certified; 1h where only a nonce is given.");

    private readonly Option<bool> _deterministic = new("--deterministic")
    {
        Description = "Derive ids and entropy from a seed, so that the same step gives the same bytes; needs a seed.",
    };

    private readonly Option<string?> _seedFile = CommonOptions.Path(
        "--seed-file", "FILE", $"The file whose bytes, 16 or more, are the seed; else {SeedSource.Variable} holds it.");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        _restorePolicy.AcceptOnlyFromAmong(RestorePolicies.FailClosed, RestorePolicies.AllowColdStart);
        _route.AcceptOnlyFromAmong([.. RouteModes.All]);
        _sandbox.AcceptOnlyFromAmong([.. SandboxModes.All]);
        Option[] options = [_label, _timeout, _environment, _secrets, _cleanEnvironment, _logLimit, _outputLimit, _restorePolicy, _policy, _route, _sandbox, _broker, _brokerPin, _brokerSession, _ticket, _retries, _nonce, _validFor, _deterministic, _seedFile];
        foreach (var option in options.Except(isRace ? [_label, _ticket, _nonce] : []))
        {
            command.Add(option);
        }

        backend.AddTo(command);
        command.Validators.Add(result =>
        {
            if (step.Count == 0)
            {
                result.AddError("There is no step: give a program and its arguments after '--'.");
            }
        });
    }

    /// <summary>Runs the step and writes what came of it.</summary>
    /// <param name="invocation">The command line.</param>
    /// <param name="session">The store.</param>
    /// <param name="request">What the command itself adds to the request.</param>
    /// <param name="cancellationToken">Ends the step.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        Invocation invocation, SwarmSession session, Func<RunRequest, RunRequest> request, CancellationToken cancellationToken)
    {
        return await WithRequestAsync(invocation, async common =>
        {
            var run = await session.Runs.RunAsync(request(common), cancellationToken);
            return invocation.Write(RunReport.Of(run, ExitCodes.OfRun(run.Record.Status), isLogShown: common.Output is not null && common.Backend is null));
        });
    }

    /// <summary>Makes the request that the options describe, and forgets its seed afterwards.</summary>
    /// <param name="invocation">The command line.</param>
    /// <param name="use">What is done with it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> WithRequestAsync(Invocation invocation, Func<RunRequest, Task<int>> use)
    {
        var seed = SeedSource.Read(invocation.Get(_deterministic), invocation.Get(_seedFile));
        try
        {
            return await use(MakeRequest(invocation, seed));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private RunRequest MakeRequest(Invocation invocation, byte[]? seed) => new()
    {
        Step = new EpisodeStep { Command = step },
        Label = invocation.Get(_label),
        Environment = invocation.Require(_environment),
        Secrets = invocation.Require(_secrets),
        CleanEnvironment = invocation.Get(_cleanEnvironment),
        Timeout = invocation.Get(_timeout),
        LogLimitBytes = invocation.Get(_logLimit),
        OutputLimitBytes = invocation.Get(_outputLimit),
        RestorePolicy = invocation.Require(_restorePolicy),
        Policy = invocation.Get(_policy),
        RouteMode = invocation.Get(_route),
        Sandbox = invocation.Get(_sandbox),
        Broker = invocation.Get(_broker),
        BrokerPin = invocation.Get(_brokerPin),
        BrokerSession = invocation.Get(_brokerSession),
        Ticket = invocation.Get(_ticket),
        Retries = invocation.Get(_retries),
        Nonce = invocation.Get(_nonce),
        ValidFor = invocation.Get(_validFor),
        Backend = backend.Read(invocation),
        Detached = backend.IsNoWait(invocation) ? DetachedCommand.Program : null,
        Seed = seed is null ? null : (ReadOnlyMemory<byte>?)seed,
        Output = invocation.Streams.IsQuiet ? null : new StepEcho(),
        Started = invocation.NoteRun,
        Progress = phase => invocation.Streams.Tell(phase.ToString().ToLowerInvariant()),
        Warning = invocation.Streams.Warn,
    };
}
