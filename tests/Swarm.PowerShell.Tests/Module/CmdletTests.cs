using System.Reflection;

namespace Swarm.PowerShell.Tests.Module;

/// <summary>What holds for every cmdlet.</summary>
public sealed class CmdletTests(BuiltModule module) : IClassFixture<BuiltModule>
{
    private static readonly string[] Approved =
    [
        "Add", "Assert", "Compare", "Copy", "Export", "Get", "Import", "Initialize", "Invoke", "Merge", "New", "Optimize", "Receive", "Remove", "Repair",
        "Resume", "Revoke", "Save", "Set", "Show", "Start", "Stop", "Test", "Wait",
    ];

    private static readonly string[] Readers = ["Assert", "Compare", "Get", "Invoke", "Show", "Test", "Wait"];

    [Fact]
    public void Every_verb_is_one_that_PowerShell_approves() =>
        Assert.Empty(module.Cmdlets.Where(cmdlet => !Approved.Contains(cmdlet.Verb)).Select(cmdlet => cmdlet.Name));

    [Fact]
    public void Every_noun_is_singular_and_the_modules_own() => Assert.Empty(module.Cmdlets
        .Where(cmdlet => !cmdlet.Noun.StartsWith("Swarm", StringComparison.Ordinal) || cmdlet.Noun.EndsWith('s'))
        .Select(cmdlet => cmdlet.Name));

    [Fact]
    public void Every_class_is_sealed_and_named_after_its_cmdlet() => Assert.Empty(module.Cmdlets
        .Where(cmdlet => !cmdlet.Type.IsSealed || !string.Equals(cmdlet.Type.Name, $"{cmdlet.Verb}{cmdlet.Noun}Command", StringComparison.Ordinal))
        .Select(cmdlet => cmdlet.Name));

    [Fact]
    public void Whatever_changes_something_asks_before_and_nothing_else_does() => Assert.Empty(module.Cmdlets
        .Where(cmdlet => cmdlet.SupportsShouldProcess == (Readers.Contains(cmdlet.Verb) && cmdlet.Name is not ("Invoke-SwarmEpisode" or "Invoke-SwarmRace")))
        .Select(cmdlet => cmdlet.Name));

    [Fact]
    public void Every_cmdlet_ends_what_it_began() =>
        Assert.Empty(module.Cmdlets.Where(cmdlet => cmdlet.Type.GetInterface("IDisposable") is null).Select(cmdlet => cmdlet.Name));

    [Fact]
    public void Every_cmdlet_takes_the_store_of_what_is_piped_in() => Assert.Empty(module.Cmdlets
        .Where(cmdlet => !cmdlet.Parameters.Any(parameter => string.Equals(parameter.Name, "Root", StringComparison.Ordinal) && CmdletType.Binds(parameter, "ValueFromPipelineByPropertyName")))
        .Select(cmdlet => cmdlet.Name));

    [Fact]
    public void Nothing_takes_whatever_arguments_remain() =>
        Assert.Empty(AllParameters().Where(item => CmdletType.Binds(item.Parameter, "ValueFromRemainingArguments")).Select(item => $"{item.Cmdlet.Name} -{item.Parameter.Name}"));

    [Fact]
    public void A_step_never_comes_from_the_pipeline() => Assert.Empty(AllParameters()
        .Where(item => item.Parameter.PropertyType.Name is "ScriptBlock"
            && (CmdletType.Binds(item.Parameter, "ValueFromPipeline") || CmdletType.Binds(item.Parameter, "ValueFromPipelineByPropertyName")))
        .Select(item => item.Cmdlet.Name));

    [Fact]
    public void The_label_of_a_fork_never_comes_from_the_pipeline() => Assert.DoesNotContain(
        AllParameters(),
        item => item.Cmdlet.Name is "Copy-SwarmRun" && item.Parameter.Name is "Label"
            && (CmdletType.Binds(item.Parameter, "ValueFromPipeline") || CmdletType.Binds(item.Parameter, "ValueFromPipelineByPropertyName")));

    [Fact]
    public void Whatever_takes_a_node_takes_it_by_value_and_by_property_name() => Assert.Empty(AllParameters()
        .Where(item => item.Parameter.Name is "Node" or "Run"
            && !(CmdletType.Binds(item.Parameter, "ValueFromPipeline") && CmdletType.Binds(item.Parameter, "ValueFromPipelineByPropertyName")))
        .Select(item => item.Cmdlet.Name));

    [Fact]
    public void Every_cmdlet_that_gives_something_says_what() => Assert.Empty(module.Cmdlets
        .Where(cmdlet => !cmdlet.OutputTypes.Any() && cmdlet.Name is not ("Remove-SwarmRun" or "Set-SwarmConfiguration"))
        .Select(cmdlet => cmdlet.Name));

    [Fact]
    public void What_is_given_is_a_record_of_the_module_or_a_plain_type() => Assert.DoesNotContain(
        module.Cmdlets.SelectMany(cmdlet => cmdlet.OutputTypes),
        type => !type.StartsWith("Swarm.PowerShell.Records.", StringComparison.Ordinal) && !type.StartsWith("System.", StringComparison.Ordinal));

    [Fact]
    public void No_parameter_is_a_type_of_the_private_context() => Assert.Empty(AllParameters()
        .Where(item => item.Parameter.PropertyType.Assembly.GetName().Name is { } name && name.StartsWith("Swarm.", StringComparison.Ordinal) && name is not "Swarm.PowerShell")
        .Select(item => $"{item.Cmdlet.Name} -{item.Parameter.Name}"));

    [Fact]
    public void No_record_can_be_changed_or_holds_a_type_of_the_private_context()
    {
        var records = module.Cmdlets[0].Type.Assembly.GetExportedTypes().Where(type => type.Namespace is "Swarm.PowerShell.Records").ToArray();

        Assert.NotEmpty(records);
        Assert.All(records, record => Assert.All(record.GetProperties(), property =>
        {
            Assert.Null(property.GetSetMethod());
            Assert.DoesNotContain(
                property.PropertyType.GenericTypeArguments.Append(property.PropertyType),
                type => type.Assembly.GetName().Name is { } name && name.StartsWith("Swarm.", StringComparison.Ordinal) && name is not "Swarm.PowerShell");
        }));
    }

    [Fact]
    public void No_parameter_names_a_secret_as_plain_text() => Assert.Empty(AllParameters()
        .Where(item => item.Parameter.Name is "Seed" or "Token" or "Password" && item.Parameter.PropertyType.Name is not "SecureString")
        .Select(item => $"{item.Cmdlet.Name} -{item.Parameter.Name}"));

    [Fact]
    public void Every_secret_is_taken_in_all_its_forms() => Assert.Empty(AllParameters()
        .Where(item => item.Parameter.PropertyType.Name is "SecureString" or "PSCredential"
            && !(item.Parameter.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name is "SecretAttribute" or "SecretCredentialAttribute")
                && item.Parameter.GetCustomAttributesData().Any(attribute => attribute.AttributeType.Name is "ArgumentCompleterAttribute")))
        .Select(item => $"{item.Cmdlet.Name} -{item.Parameter.Name}"));

    [Fact]
    public void Nothing_is_kept_in_static_fields_that_change() => Assert.Empty(module.Cmdlets[0].Type.Assembly.GetTypes()
        .Where(type => type.GetCustomAttributesData().All(attribute => attribute.AttributeType.Name is not "CompilerGeneratedAttribute") && type.Namespace?.StartsWith("Swarm.", StringComparison.Ordinal) is true)
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(field => field is { IsInitOnly: false, IsLiteral: false } && !field.Name.StartsWith('<'))
        .Select(field => $"{field.DeclaringType}.{field.Name}"));

    private IEnumerable<(CmdletType Cmdlet, PropertyInfo Parameter)> AllParameters() =>
        module.Cmdlets.SelectMany(cmdlet => cmdlet.Parameters.Select(parameter => (cmdlet, parameter)));
}
