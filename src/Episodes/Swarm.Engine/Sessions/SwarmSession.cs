using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Time;
using Swarm.Engine.Bundles;
using Swarm.Engine.Configuration;
using Swarm.Engine.Maintenance;
using Swarm.Engine.Nodes;
using Swarm.Engine.Races;
using Swarm.Engine.Remote;
using Swarm.Engine.Runs;
using Swarm.Engine.States;
using Swarm.Engine.Suggestions;
using Swarm.Engine.Trust;
using Swarm.Engine.Workspaces;
using Swarm.Execution.Episodes;
using Swarm.Storage.Stores;
using Swarm.Verification.Keys;

namespace Swarm.Engine.Sessions;

/// <summary>An open store with the user's keys and configuration: where every command begins. Many threads may use it.</summary>
public sealed class SwarmSession : IDisposable
{
    private bool _isSwept;

    private SwarmSession(SessionOptions options, SwarmHome home, SwarmConfiguration configuration, Store store)
    {
        (Options, Home, Configuration, Store) = (options, home, configuration, store);
        store.Warning = options.Warning;
        var pinned = RecordedClock.ParseSourceDateEpoch(options.ReadVariable("SOURCE_DATE_EPOCH"));
        Clock = new RecordedClock(options.Time, pinned);
        DurableFile.CreateDirectory(configuration.WorkFolder!);
        Host = new EpisodeHost(store, configuration.WorkFolder!, options.Random, options.Time, pinned, SessionOptions.Version);
        Nodes = new NodeService(this);
        Suggestions = new SuggestionService(this);
        Runs = new RunService(this);
        Races = new RaceService(this);
        States = new StateService(this);
        Workspaces = new WorkspaceService(this);
        Trust = new TrustService(this);
        Maintenance = new MaintenanceService(this);
        Bundles = new BundleService(this);
        Remote = new RemoteRunService(this);
        Dispatched = new DispatchedRunService(this);
    }

    /// <summary>The folder that holds the store.</summary>
    public string Root => Store.Layout.Root;

    /// <summary>Finding, forking, removing and drawing nodes.</summary>
    public NodeService Nodes { get; }

    /// <summary>What begins as a word does that is being typed.</summary>
    public SuggestionService Suggestions { get; }

    /// <summary>Launching, resuming, following and cancelling runs.</summary>
    public RunService Runs { get; }

    /// <summary>Running several steps from one node side by side, and ranking them.</summary>
    public RaceService Races { get; }

    /// <summary>Looking into states and workspaces.</summary>
    public StateService States { get; }

    /// <summary>What differs between workspaces: to look at, as a patch, and merged into a folder.</summary>
    public WorkspaceService Workspaces { get; }

    /// <summary>Verifying certificates.</summary>
    public TrustService Trust { get; }

    /// <summary>Checking and optimising the store.</summary>
    public MaintenanceService Maintenance { get; }

    /// <summary>Carrying nodes to and from other machines.</summary>
    public BundleService Bundles { get; }

    /// <summary>Runs that execute on a backend's runner.</summary>
    public RemoteRunService Remote { get; }

    /// <summary>What becomes of those runs at their backend.</summary>
    internal DispatchedRunService Dispatched { get; }

    internal SessionOptions Options { get; }

    internal SwarmHome Home { get; }

    internal SwarmConfiguration Configuration { get; }

    internal Store Store { get; }

    internal RecordedClock Clock { get; }

    internal EpisodeHost Host { get; }

    /// <summary>The keys whose signatures count: the user's own and those that the configuration names.</summary>
    internal KeyRing TrustedKeys => Configuration.MakeKeyRing(Store.Keys.Public.VerificationKey, callers: []);

    /// <summary>Opens the store.</summary>
    /// <param name="options">What the face gives.</param>
    /// <exception cref="SwarmException">There is none, or it cannot be opened.</exception>
    public static SwarmSession Open(SessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var home = new SwarmHome(options.ReadVariable);
        var configuration = home.Read();
        var root = RootFinder.Find(options);
        RootFinder.RequireStore(root, options);
        var clock = options.MakeClock();
        var keys = SessionKeys.Open(options.OpenKeyVault(), options.ProfileOf(configuration), new StoreLayout(root));
        try
        {
            return new SwarmSession(options, home, configuration, Store.Open(root, keys, clock, configuration.MakeLockPatience(options.Cancellation)));
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>Opens the store, and makes it and the keys first where there are none.</summary>
    /// <param name="options">What the face gives.</param>
    public static SwarmSession OpenOrCreate(SessionOptions options)
    {
        StoreSetup.Ensure(options);
        return Open(options);
    }

    /// <summary>Closes the store and forgets its keys.</summary>
    public void Dispose() => Store.Dispose();

    /// <summary>Clears up after processes that ended in the middle of their work, once: whoever is about to write does, and no reader.</summary>
    internal void Sweep()
    {
        if (!Interlocked.Exchange(ref _isSwept, true))
        {
            AbandonedRuns.Sweep(this);
        }
    }

    /// <summary>Makes a path absolute, from the folder that the face works in.</summary>
    internal string Resolve(string path) => Path.GetFullPath(path, Options.CurrentFolder);
}
