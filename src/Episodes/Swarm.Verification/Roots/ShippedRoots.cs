using System.Reflection;

namespace Swarm.Verification.Roots;

/// <summary>
/// The trusted roots that ship with Swarm, each with the day whose knowledge it holds. Keys change: for what was signed
/// after that day, give a newer trusted root.
/// </summary>
public static class ShippedRoots
{
    private static readonly Lazy<TrustedRoot> PublicGoodRoot = new(() => Load("public-good.json", "sigstore public good", new DateOnly(2026, 8, 21)));

    private static readonly Lazy<TrustedRoot> GitHubRoot = new(() => Load("github.json", "GitHub", new DateOnly(2026, 6, 12)));

    /// <summary>The public good instance of Sigstore, which everyone may use and public repositories of GitHub do use.</summary>
    public static TrustedRoot PublicGood => PublicGoodRoot.Value;

    /// <summary>GitHub's own instance, for private repositories. It has no logs, and timestamp authorities instead.</summary>
    public static TrustedRoot GitHub => GitHubRoot.Value;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TrustedRoot> All => [PublicGood, GitHub];

    private static TrustedRoot Load(string resource, string name, DateOnly asOf)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return TrustedRootReader.ReadOne(bytes, name, asOf);
    }
}
