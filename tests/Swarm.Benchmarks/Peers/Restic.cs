using Swarm.Benchmarks.Measuring;

namespace Swarm.Benchmarks.Peers;

/// <summary>restic, the backup program, on a repository of its own.</summary>
internal sealed class Restic
{
    private readonly string _source;
    private readonly Dictionary<string, string> _environment;

    public Restic(string folder, string source)
    {
        _source = source;
        _environment = new Dictionary<string, string>
        {
            ["RESTIC_REPOSITORY"] = Path.Combine(folder, "restic"),
            ["RESTIC_PASSWORD"] = "benchmark",
            ["RESTIC_CACHE_DIR"] = Path.Combine(folder, "restic-cache"),
        };
        Run("init");
    }

    public static bool IsAvailable => ChildProcess.Find("restic") is not null;

    /// <summary>The bytes of the repository.</summary>
    public long Size => ChildProcess.SizeOf(_environment["RESTIC_REPOSITORY"]);

    public void Backup() => Run("backup", "--quiet", _source);

    public void Restore(string destination) => Run("restore", "latest", "--verify", "--target", destination);

    /// <summary>What every command of restic spends before it works: its start and the derivation of its key.</summary>
    public void OpenOnly() => Run("snapshots", "--quiet");

    private void Run(params string[] arguments) => ChildProcess.Run("restic", arguments, _environment);
}
