# A vault for SecretManagement that keeps its secrets in a folder, for tests.
@{
    ModuleVersion = '1.0'
    NestedModules = @('./TestVault.Extension')
    FunctionsToExport = @()
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
}
