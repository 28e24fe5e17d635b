package com.example;

import software.amazon.awscdk.App;

public final class WarehouseApp {
    /** Raise this number and deploy to change the KMS key. */
    private static final int KEY_GENERATION = 1;

    private WarehouseApp() {
    }

    public static void main(final String[] args) {
        App app = new App();
        new WarehouseStack(app, "Warehouse", KEY_GENERATION);
        app.synth();
    }
}
