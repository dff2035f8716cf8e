using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Swarm.PowerShell.Tests.Module;

/// <summary>The module as it was laid out, read without being loaded.</summary>
public sealed class BuiltModule : IDisposable
{
    private readonly MetadataLoadContext _context;

    public BuiltModule()
    {
        string[] assemblies =
        [
            .. Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll"),
            .. Directory.EnumerateFiles(Path.Combine(Folder, "dependencies"), "*.dll"),
            Path.Combine(AppContext.BaseDirectory, "System.Management.Automation.dll"),
        ];
        _context = new MetadataLoadContext(new PathAssemblyResolver(assemblies.DistinctBy(Path.GetFileName)));
        Assembly = _context.LoadFromAssemblyPath(Path.Combine(Folder, "Swarm.PowerShell.dll"));
        Cmdlets = [.. Assembly.GetExportedTypes().Select(CmdletType.Find).OfType<CmdletType>()];
        Manifest = File.ReadAllText(Path.Combine(Folder, "Swarm.psd1"));
        Help = XDocument.Load(Path.Combine(Folder, "en-US", "Swarm.PowerShell.dll-Help.xml"));
    }

    public static string Folder { get; } = Metadata("ModuleFolder");

    public static string Repository { get; } = Metadata("RepositoryFolder");

    public Assembly Assembly { get; }

    public IReadOnlyList<CmdletType> Cmdlets { get; }

    public string Manifest { get; }

    public XDocument Help { get; }

    /// <summary>Whether a type is there only when the module has set up its load context.</summary>
    public static bool IsPrivate(Type type) => File.Exists(Path.Combine(Folder, "dependencies", $"{type.Assembly.GetName().Name}.dll"));

    public IReadOnlyList<string> Exports(string key) =>
    [
        .. Regex.Matches(Regex.Match(Manifest, $@"{key}\s*=\s*@\((?<list>[^)]*)\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["list"].Value, "'(?<name>[^']+)'", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(match => match.Groups["name"].Value),
    ];

    public void Dispose() => _context.Dispose();

    private static string Metadata(string key) =>
        typeof(BuiltModule).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => string.Equals(attribute.Key, key, StringComparison.Ordinal)).Value!;
}
