using System.CommandLine;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Output;
using Swarm.Cli.Parsing;
using Swarm.Core.Contracts;
using Swarm.Engine.Policies;

namespace Swarm.Cli.Commands.Policies;

/// <summary>Writes a policy.</summary>
internal sealed class PolicyNewCommand : ImmediateCommand
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "The new policy's file; policy.json by default.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => PolicyFiles.DefaultName,
    };

    private readonly Option<string?> _name = new("--name") { Description = "What people call it.", HelpName = "TEXT" };
    private readonly Option<string?> _route = new("--route-mode") { Description = "Which way the step's traffic takes: none, direct or client_exit.", HelpName = "MODE" };
    private readonly Option<string?> _sandbox = new("--sandbox") { Description = "What confines the step: none or confined.", HelpName = "MODE" };
    private readonly Option<string[]> _allow = List<string>("--allow-program", "PROGRAM", "A program that may be started, by name or whole path; no other may.");
    private readonly Option<bool> _allowNone = new("--no-programs") { Description = "Allow no program." };
    private readonly Option<string[]> _block = List<string>("--block-program", "PROGRAM", "A program that may not be started, by name or whole path.");
    private readonly Option<string[]> _environment = List<string>("--allow-env", "NAME", "A variable that a run may add to its step's environment; no other may be, and the step sees none of yours but those that programs need.");
    private readonly Option<bool> _noEnvironment = new("--no-env") { Description = "Allow no variable to be added, and none of yours but those that programs need." };
    private readonly Option<string[]> _hosts = List<string>("--allow-host", "HOST", "A host that may be reached: www.example.org, or *.example.org.");
    private readonly Option<int[]> _ports = List<int>("--allow-port", "PORT", "A port that may be reached.");
    private readonly Option<string[]> _ranges = List<string>("--allow-range", "CIDR", "An address range that may be reached: 192.0.2.0/24.");
    private readonly Option<string[]> _readable = List<string>("--readable", "PATH", "A file or folder, as a whole path, that a confined step may read besides the system's own.");
    private readonly Option<TimeSpan?> _runTime = CommonOptions.Duration("--run-time", "The longest that the step may run: 90s, 5m, 1h, or whole seconds.");
    private readonly Option<int?> _retries = new("--retries") { Description = "How often a step that fails may be tried again.", HelpName = "N" };
    private readonly Option<long?> _memory = CommonOptions.Bytes("--memory", "The most memory that the step's processes may hold together.");
    private readonly Option<long?> _processes = new("--processes") { Description = "The most processes and threads that the step may have at once.", HelpName = "N" };
    private readonly Option<long?> _log = CommonOptions.Bytes("--log", "The most log.");
    private readonly Option<long?> _output = CommonOptions.Bytes("--output", "The most that the step may leave in workspace and state.");
    private readonly Option<string[]> _require = List<string>("--require", "RULE", $"A rule without whose enforcement there is no run: {string.Join(", ", PolicyRules.All)}.");

    public PolicyNewCommand()
        : base("new", "Write a policy: of the rules given, or else one that allows no program and little of anything.")
    {
        Add(_file);
        Option[] options = [_name, _route, _sandbox, _allow, _allowNone, _block, _environment, _noEnvironment, _hosts, _ports, _ranges, _readable, _runTime, _retries, _memory, _processes, _log, _output, _require];
        foreach (var option in options)
        {
            Add(option);
        }

        Examples =
        [
            "swarm policy new",
            "swarm policy new build.json --allow-program bash --allow-program make --run-time 10m --memory 2GiB --require programs",
        ];
    }

    protected override int Run(Invocation invocation, CancellationToken cancellationToken)
    {
        var (path, policy) = PolicyFiles.Write(invocation.Options, invocation.Require(_file), Compose(invocation));
        return invocation.Write(new Report
        {
            Quiet = [policy.Hash.ToString()],
            Json = json =>
            {
                json.Text("path", path);
                json.Text("policy_hash", policy.Hash.ToString());
            },
            Text = text => text.Fields(("policy", path), ("hash", policy.Hash.ToString())),
        });
    }

    private PolicyDocument Compose(Invocation invocation)
    {
        var limits = new PolicyLimits
        {
            RunTimeSeconds = PolicyFiles.ToSeconds(invocation.Get(_runTime)),
            Retries = invocation.Get(_retries),
            MemoryBytes = invocation.Get(_memory),
            Processes = invocation.Get(_processes),
            LogBytes = invocation.Get(_log),
            OutputBytes = invocation.Get(_output),
        };
        var document = new PolicyDocument
        {
            Type = ContractTypes.Policy,
            RouteMode = invocation.Get(_route),
            Sandbox = invocation.Get(_sandbox),
            AllowedPrograms = Get(invocation, _allow) ?? (invocation.Get(_allowNone) ? [] : null),
            BlockedPrograms = Get(invocation, _block),
            AllowedEnvironment = Get(invocation, _environment) ?? (invocation.Get(_noEnvironment) ? [] : null),
            AllowedHosts = Get(invocation, _hosts),
            AllowedPorts = Get(invocation, _ports),
            AllowedRanges = Get(invocation, _ranges),
            ReadablePaths = Get(invocation, _readable),
            Limits = limits == new PolicyLimits() ? null : limits,
            Required = Get(invocation, _require),
        };
        return PolicyFiles.OrRestrictive(document) with { Name = invocation.Get(_name) };
    }

    private static IReadOnlyList<T>? Get<T>(Invocation invocation, Option<T[]> option) => invocation.Get(option) is { Length: > 0 } values ? values : null;

    private static Option<T[]> List<T>(string name, string helpName, string description) => new(name)
    {
        Description = $"{description} May be given more than once.",
        HelpName = helpName,
    };
}
