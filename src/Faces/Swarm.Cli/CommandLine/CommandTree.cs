using System.CommandLine;
using System.CommandLine.Help;
using Swarm.Cli.Commands.Backends;
using Swarm.Cli.Commands.Bundles;
using Swarm.Cli.Commands.Configuration;
using Swarm.Cli.Commands.Episodes;
using Swarm.Cli.Commands.Keys;
using Swarm.Cli.Commands.Networking;
using Swarm.Cli.Commands.Policies;
using Swarm.Cli.Commands.Runs;
using Swarm.Cli.Commands.Schemas;
using Swarm.Cli.Commands.Setup;
using Swarm.Cli.Commands.States;
using Swarm.Cli.Commands.Stores;
using Swarm.Cli.Commands.Trust;
using Swarm.Cli.Commands.Workspaces;
using Swarm.Engine.Remote;

namespace Swarm.Cli.CommandLine;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    /// <summary>The name of the command itself.</summary>
    public const string Name = "swarm";

    /// <summary>Makes the tree.</summary>
    /// <param name="step">What followed '--'.</param>
    public static RootCommand Create(IReadOnlyList<string> step)
    {
        var root = new RootCommand("Runs a step of an agent's work as a verifiable, resumable, forkable episode.")
        {
            new QuickstartCommand(),
            new InitCommand(),
            new DoctorCommand(),
            new CompletionCommand(),
            new CandidatesCommand(step),
            new GroupCommand("config", "Show and change the settings.", new ConfigShowCommand(), new ConfigSetCommand()),
            new GroupCommand(
                "key",
                "Make, list, export and import keys; say whose signatures count.",
                new KeyNewCommand(),
                new KeyListCommand(),
                new KeyExportCommand(),
                new KeyImportCommand(),
                new KeyTrustCommand(),
                new KeyRevokeCommand(),
                new KeyTrustedCommand()),
            new GroupCommand(
                "run",
                "Launch, resume, fork, race and follow runs.",
                new LaunchCommand(step),
                new ResumeCommand(step),
                new ForkCommand(),
                new RaceCommand(step),
                new ListCommand(),
                new StatusCommand(),
                new LogsCommand(),
                new ReceiptsCommand(),
                new WaitCommand(),
                new CollectCommand(),
                new CancelCommand(),
                new DetachedCommand(),
                new TreeCommand(),
                new RemoveCommand()),
            new GroupCommand(
                "backend",
                "Runs on GitHub Actions and GitLab, by the name of the backend.",
                MakeBackend(BackendNames.GitHub, "Runs on GitHub Actions.", step),
                MakeBackend(BackendNames.GitLab, "Runs on GitLab CI.", step)),
            new GroupCommand("episode", "The runner's side of a run that executes on a backend.", new EpisodeRunCommand()),
            new GroupCommand("workspace", "Take workspaces and their changes out.", new WorkspaceExportCommand(), new WorkspaceMergeCommand()),
            new GroupCommand(
                "state",
                "Look into the states of nodes.",
                new StateInspectCommand(),
                new StateQueryCommand(),
                new StateDiffCommand(),
                new StateExportCommand()),
            new GroupCommand("bundle", "Carry nodes from one store to another.", new BundleExportCommand(), new BundleFetchCommand(), new BundleImportCommand()),
            new GroupCommand(
                "store",
                "Check, tidy and mend the store.",
                new StoreCheckCommand(),
                new StoreHeadCommand(),
                new StoreOptimizeCommand(),
                new StoreRepairCommand()),
            new GroupCommand("certificate", "Take certificates out, for whoever verifies them elsewhere.", new CertificateExportCommand()),
            new GroupCommand(
                "verify",
                "Verify certificates, runs, Sigstore bundles and proofs, offline.",
                new VerifyCertificateCommand(),
                new VerifyRunCommand(),
                new VerifyAttestationCommand(),
                new VerifyProofCommand()),
            new GroupCommand("policy", "Write policies and try them.", new PolicyNewCommand(), new PolicyTestCommand(step)),
            new GroupCommand(
                "proxy",
                "Routes through another machine: brokers, providers, tickets.",
                new ProxyBrokerCommand(),
                new ProxyProviderCommand(),
                new ProxyTicketCommand(),
                new ProxyProbeCommand()),
            new GroupCommand("schema", "Hold documents to their contracts.", new SchemaValidateCommand(), new SchemaExportCommand()),
        };
        foreach (var option in GlobalOptions.All)
        {
            root.Add(option);
        }

        var help = root.Options.OfType<HelpOption>().Single();
        (help.Action, help.Description) = (new HelpPage(), "Show this help.");
        root.Options.OfType<VersionOption>().Single().Description = "Show the version.";
        return root;
    }

    private static GroupCommand MakeBackend(string name, string description, IReadOnlyList<string> step) =>
        new(name, description, new DispatchCommand(name, step), new CollectCommand(), new CancelCommand());

    /// <summary>What a user types to reach a command.</summary>
    public static string PathOf(Command command)
    {
        var names = new List<string>();
        for (var current = command; current is not (null or RootCommand); current = current.Parents.OfType<Command>().FirstOrDefault())
        {
            names.Insert(0, current.Name);
        }

        return string.Join(' ', names.Prepend(Name));
    }
}
