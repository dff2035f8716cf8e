using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Damages;

/// <summary>
/// Harms a small store in every way and holds to it: a check names the harm; no content that can be had is ever wrong; a repair, and an optimisation before
/// it, lose no node that was whole; a step runs only where its node can be committed.
/// </summary>
public sealed class DamageTests(SoundStore store, ITestOutputHelper output) : IClassFixture<SoundStore>
{
    /// <summary>Harm that a check does not name, because nothing depends on it.</summary>
    private static readonly Dictionary<string, string> Harmless = new(StringComparer.Ordinal)
    {
        ["heads.jsonl removed"] = "the catalog has the log whole, and the next write repeats it",
        ["heads.jsonl emptied"] = "the same",
        ["heads.jsonl cut short"] = "the same",
        ["heads.jsonl cut in half"] = "the same",
        ["heads.jsonl zeroed"] = "the same",
        ["older head log"] = "the same",
        ["column node.sequence: max"] = "the order of the nodes is the same",
        ["column run.sequence"] = "it is the place of a run in lists and nothing else",
        ["store.dsse.json removed"] = "store.json is whole, and the next run signs it again",
        ["column meta.value"] = "only a commit that was begun before compares the number",
        ["public.json member created_at"] = "it is shown and nothing else",
    };

    [Fact]
    public Task One_of_each_kind() => TryAsync(Bounded(), isWhole: false);

    [Fact]
    [Trait("Suite", "Nightly")]
    public Task All_of_them() => TryAsync([.. All()], isWhole: true);

    /// <summary>All harm; only what <c>SWARM_TEST_DAMAGE</c>, a regular expression, fits where it is set.</summary>
    private IEnumerable<Damage> All()
    {
        var wanted = Environment.GetEnvironmentVariable("SWARM_TEST_DAMAGE") ?? string.Empty;
        return FileDamages.Of(store).Concat(PackDamages.Of(store)).Concat(CatalogDamages.Of(store))
            .Where(damage => Regex.IsMatch(damage.ToString(), wanted, RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    /// <summary>One of each kind; of the members of a node's document, which the head log binds as a whole, three.</summary>
    private Damage[] Bounded() =>
    [
        .. All().GroupBy(damage => damage.Class, StringComparer.Ordinal).Select(group => group.First())
            .GroupBy(damage => damage.Class.Split(" member ") is [var file, _] && file is not ("store.json" or "node.json" or "result.json" or "public.json" or "secret.json") ? file : damage.Class, StringComparer.Ordinal)
            .SelectMany(group => group.Take(3)),
    ];

    private async Task TryAsync(IReadOnlyList<Damage> damages, bool isWhole)
    {
        var failures = new ConcurrentBag<string>();
        var options = new ParallelOptions { CancellationToken = Scene.Cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(damages, options, async (damage, _) =>
        {
            try
            {
                foreach (var failure in (await TryAsync(damage, isWhole)).OfType<string>())
                {
                    failures.Add($"{damage}: {failure}");
                    TestContext.Current.SendDiagnosticMessage($"{damage}: {failure}");
                }
            }
            catch (Exception exception)
            {
                failures.Add($"{damage}: {exception}");
            }
        });
        output.WriteLine($"{damages.Count} damages, {failures.Count} failures");
        Assert.True(failures.IsEmpty, string.Join('\n', failures.Order(StringComparer.Ordinal)));
    }

    private async Task<IReadOnlyList<string?>> TryAsync(Damage damage, bool isWhole)
    {
        using var harmed = new StoreCopy(store.Folder);
        damage.Apply(harmed);
        var isHarmless = Harmless.ContainsKey(damage.Class) || Harmless.ContainsKey(damage.ToString()) || damage.Class.StartsWith(SoundStore.OfRemovedNode, StringComparison.Ordinal) || IsUnread(harmed);
        var problems = harmed.Check();
        var before = harmed.Read(store.Contents.Keys);
        return
        [
            problems.Count == 0 && !isHarmless ? "no check names it" : null,
            problems.FirstOrDefault(problem => problem.StartsWith("UNEXPECTED", StringComparison.Ordinal)),
            Wrong(before),
            await TryResumeAsync(damage),
            TryRepair(harmed, before),
            isWhole ? TryRepairFromCopy(damage) : null,
        ];
    }

    private string? TryRepair(StoreCopy harmed, Dictionary<string, string?> before)
    {
        var isOptimized = harmed.Optimize();
        var result = harmed.Repair();
        var after = harmed.Read(store.Contents.Keys);
        return Wrong(after) ?? before.Where(node => node.Value is not null && after[node.Key] is null)
            .Select(node => $"node {node.Key} was whole, and is lost after {(isOptimized ? "optimize and " : string.Empty)}repair ({(result is null ? "refused" : string.Join(" ", result.Notes))})").FirstOrDefault();
    }

    /// <summary>
    /// A copy of the store has all that is missing, so that nothing may stay so; the keys are nothing that it has, and a store of another version is not touched.
    /// </summary>
    private string? TryRepairFromCopy(Damage damage)
    {
        using var harmed = new StoreCopy(store.Folder);
        using var sound = new StoreCopy(store.Folder);
        damage.Apply(harmed);
        if (damage.Class is "store.json member format_version"
            || !File.ReadAllBytes(sound["home/keys/default/secret.json"]).AsSpan().SequenceEqual(TryReadBytes(harmed["home/keys/default/secret.json"]))
            || !File.ReadAllBytes(sound["home/keys/default/public.json"]).AsSpan().SequenceEqual(TryReadBytes(harmed["home/keys/default/public.json"])))
        {
            return null;
        }

        var result = harmed.Repair(sound["root"]);
        var left = result is null ? ["refused"] : result.Missing.Select(problem => problem.ToString()).Concat(harmed.Check()).ToArray();
        var after = harmed.Read(store.Contents.Keys);
        return left.Length > 0 ? $"repaired from a copy, and still: {left[0]}"
            : after.Any(node => node.Value is null) ? "repaired from a copy, and a node is lost" : Wrong(after);
    }

    private async Task<string?> TryResumeAsync(Damage damage)
    {
        using var harmed = new StoreCopy(store.Folder);
        damage.Apply(harmed);
        var (hasRun, made) = await harmed.ResumeAsync(store.Tip);
        if (hasRun && made is null)
        {
            return "the step ran, and its node could not be committed";
        }

        return made is not null && harmed.Read([made])[made] is null ? "the step ran, and its node cannot be read" : null;
    }

    /// <summary>Room of the catalog that holds nothing, and its journal at rest, may be anything: SQLite reads every row as it was, and no other file differs.</summary>
    private bool IsUnread(StoreCopy harmed)
    {
        var catalog = Path.GetRelativePath(store.Folder, store.Layout.Catalog);
        return CatalogDamages.Dump(harmed[catalog]) == store.CatalogRows
            && Directory.EnumerateFiles(store.Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(store.Folder, file))
                .Where(path => !path.StartsWith(catalog, StringComparison.Ordinal))
                .All(path => File.ReadAllBytes(Path.Combine(store.Folder, path)).AsSpan().SequenceEqual(TryReadBytes(harmed[path])));
    }

    private string? Wrong(Dictionary<string, string?> contents) =>
        contents.Where(node => node.Value is not null && node.Value != store.Contents[node.Key]).Select(node => $"node {node.Key} gave wrong content").FirstOrDefault();

    private static byte[] TryReadBytes(string file) => File.Exists(file) ? File.ReadAllBytes(file) : [];
}
