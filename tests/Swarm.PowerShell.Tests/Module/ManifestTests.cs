using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Swarm.PowerShell.Tests.Module;

/// <summary>The manifest, the formats and the layout of the module.</summary>
public sealed class ManifestTests(BuiltModule module) : IClassFixture<BuiltModule>
{
    [Fact]
    public void The_manifest_exports_exactly_the_cmdlets_by_name() =>
        Assert.Equal(module.Cmdlets.Select(cmdlet => cmdlet.Name).Order(StringComparer.Ordinal), module.Exports("CmdletsToExport").Order(StringComparer.Ordinal));

    [Fact]
    public void The_manifest_exports_exactly_the_aliases_by_name() => Assert.Equal(
        module.Cmdlets
            .SelectMany(cmdlet => CmdletType.AttributesOf(cmdlet.Type, "AliasAttribute"))
            .SelectMany(attribute => (IEnumerable<System.Reflection.CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
            .Select(argument => (string)argument.Value!),
        module.Exports("AliasesToExport"));

    [Fact]
    public void The_manifest_has_no_wildcard() => Assert.DoesNotContain('*', module.Manifest);

    [Theory]
    [InlineData("PowerShellVersion", "'7.6'")]
    [InlineData("CompatiblePSEditions", "@('Core')")]
    [InlineData("FunctionsToExport", "@()")]
    [InlineData("VariablesToExport", "@()")]
    [InlineData("HelpInfoUri", "'https://")]
    public void The_manifest_says(string key, string value) =>
        Assert.Matches($@"(?m)^\s*{key}\s*=\s*{Regex.Escape(value)}", module.Manifest);

    [Fact]
    public void The_manifest_has_the_version_of_the_product()
    {
        var version = Regex.Match(module.Manifest, "ModuleVersion += '(?<version>[^']+)'", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["version"].Value;

        Assert.Contains($"<Version>{version}</Version>", File.ReadAllText(Path.Combine(BuiltModule.Repository, "Directory.Build.props")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_record_has_a_display_set_and_a_key_set_of_properties_that_are_there()
    {
        var types = XDocument.Load(Path.Combine(BuiltModule.Folder, "Swarm.Types.ps1xml")).Root!.Elements("Type").ToDictionary(type => type.Element("Name")!.Value, StringComparer.Ordinal);

        Assert.Equal(Records().Select(type => type.FullName!).Order(StringComparer.Ordinal), types.Keys.Order(StringComparer.Ordinal));
        Assert.All(Records(), record =>
        {
            var sets = types[record.FullName!].Descendants("PropertySet").ToArray();
            Assert.Equal(["DefaultDisplayPropertySet", "DefaultKeyPropertySet"], sets.Select(set => set.Element("Name")!.Value));
            Assert.All(sets, set => Assert.NotEmpty(set.Descendants("ReferencedProperties").Elements()));
            Assert.All(sets.Descendants("ReferencedProperties").Elements(), name => Assert.NotNull(record.GetProperty(name.Value)));
        });
    }

    [Fact]
    public void Every_view_is_of_a_record() => Assert.Empty(
        XDocument.Load(Path.Combine(BuiltModule.Folder, "Swarm.Format.ps1xml")).Descendants("TypeName").Select(element => element.Value).Except(Records().Select(type => type.FullName!), StringComparer.Ordinal));

    [Fact]
    public void A_table_fits_80_columns()
    {
        var tables = XDocument.Load(Path.Combine(BuiltModule.Folder, "Swarm.Format.ps1xml")).Descendants("TableHeaders").ToArray();

        Assert.NotEmpty(tables);
        Assert.All(tables, table => Assert.InRange(
            table.Elements().Sum(column => ((int?)column.Element("Width") ?? 0) + 1) - 1, 1, 80));
    }

    [Fact]
    public void Every_property_in_a_view_is_there()
    {
        var types = module.Cmdlets[0].Type.Assembly.GetExportedTypes().ToDictionary(type => type.FullName!, StringComparer.Ordinal);
        var missing =
            from view in XDocument.Load(Path.Combine(BuiltModule.Folder, "Swarm.Format.ps1xml")).Descendants("View")
            let type = types[view.Descendants("TypeName").Single().Value]
            from property in view.Descendants("PropertyName")
            where type.GetProperty(property.Value) is null
            select $"{type.Name}.{property.Value}";

        Assert.Empty(missing);
    }

    [Fact]
    public void PowerShell_finds_only_the_cmdlets_assembly_and_the_rest_is_aside()
    {
        Assert.Equal(["Swarm.PowerShell.dll"], Directory.EnumerateFiles(BuiltModule.Folder, "*.dll").Select(Path.GetFileName));
        Assert.All(
            ["Swarm.Engine.dll", "swarm-supervisor.dll", "swarm-supervisor.runtimeconfig.json"],
            name => Assert.True(File.Exists(Path.Combine(BuiltModule.Folder, "dependencies", name)), name));
        Assert.False(File.Exists(Path.Combine(BuiltModule.Folder, "dependencies", "System.Management.Automation.dll")));
    }

    private IEnumerable<Type> Records() => module.Cmdlets[0].Type.Assembly.GetExportedTypes().Where(type => type.Namespace is "Swarm.PowerShell.Records");
}
