package com.example;

import software.amazon.awscdk.App;

public final class WarehouseApp {
    private WarehouseApp() {
    }

    public static void main(final String[] args) {
        App app = new App();
        Object keyGeneration = app.getNode().tryGetContext("keyGeneration");
        new WarehouseStack(app, "Warehouse", keyGeneration == null ? 1 : Integer.parseInt(keyGeneration.toString()));
        app.synth();
    }
}
